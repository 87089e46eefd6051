package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When flow records were lost on their way into the history, and how many: a gap is kept as a gap,
/// in the file `losses`, and every answer over its time says so. It tells of nobody.
///
/// Any thread.
final class Losses {

    static final String FILE = "losses";

    /// Most gaps that are kept; then the two oldest become one.
    static final int MOST = 1_000;

    /// Gaps of one kind that lie no farther apart are one.
    static final Duration ONE_GAP = Duration.ofSeconds(5);

    /// Stands for a number that nobody knows.
    static final long UNKNOWN = 0;

    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+) (\\d{1,18}) ([a-z-]+)");

    /// Why a record did not come in.
    enum Why {
        SPOOL_FULL("the spool had reached its size"),
        DISK("the spool's disk took no more"),
        TOO_LARGE("they were longer than the spool takes"),
        WAITED("they waited too long for a disk"),
        DAMAGED("the spool was damaged");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Why of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /// A gap.
    ///
    /// @param records how many, or {@link #UNKNOWN}
    record Loss(Instant from, Instant to, long records, Why why) {

        private Loss and(Loss later) {
            boolean known = records != UNKNOWN && later.records != UNKNOWN;
            return new Loss(from, later.to, known ? records + later.records : UNKNOWN, why);
        }

        private boolean touches(Loss later) {
            return why == later.why && !later.from.isAfter(to.plus(ONE_GAP));
        }

        String sentence() {
            return String.format(
                    Locale.ROOT,
                    "between %s and %s %s lost, since %s",
                    from.truncatedTo(ChronoUnit.SECONDS),
                    to.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS),
                    records == UNKNOWN
                            ? "flow records were"
                            : records == 1
                                    ? "1 flow record was"
                                    : String.format(Locale.ROOT, "%,d flow records were", records),
                    why.words);
        }
    }

    private final Path directory;
    private final List<Loss> all = new ArrayList<>();
    private boolean unsaved;

    Losses(Path directory) throws IOException {
        this.directory = directory;
        List<String> lines;
        try {
            lines = Files.readAllLines(directory.resolve(FILE));
        } catch (NoSuchFileException none) {
            return;
        }
        for (String line : lines) {
            read(line);
        }
    }

    private void read(String line) {
        Matcher matcher = LINE.matcher(line);
        try {
            if (matcher.matches()) {
                all.add(
                        new Loss(
                                Instant.parse(matcher.group(1)),
                                Instant.parse(matcher.group(2)),
                                Long.parseLong(matcher.group(3)),
                                Why.of(matcher.group(4))));
                return;
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            // and so it is no line of ours
        }
        LOG.warn("a line of {} in {} cannot be read", FILE, directory);
    }

    synchronized void add(Loss loss) {
        int last = all.size() - 1;
        if (last >= 0 && all.get(last).touches(loss)) {
            all.set(last, all.get(last).and(loss));
        } else {
            all.add(loss);
        }
        if (all.size() > MOST) {
            all.set(1, all.get(0).and(all.get(1)));
            all.remove(0);
        }
        unsaved = true;
    }

    /// Puts what is new on the disk.
    ///
    /// @throws IOException when that fails; it is kept in memory then
    void save() throws IOException {
        List<Loss> now;
        synchronized (this) {
            if (!unsaved) {
                return;
            }
            unsaved = false;
            now = List.copyOf(all);
        }
        var text = new StringBuilder();
        for (Loss loss : now) {
            text.append(loss.from).append(' ').append(loss.to).append(' ');
            text.append(loss.records).append(' ').append(loss.why.word()).append('\n');
        }
        try {
            Forced.write(directory.resolve(FILE), text.toString());
        } catch (IOException e) {
            synchronized (this) {
                unsaved = true;
            }
            throw e;
        }
    }

    /// All, oldest first.
    synchronized List<Loss> all() {
        return List.copyOf(all);
    }

    /// What a search over a time must say, a sentence for each gap.
    ///
    /// @param lastMillis included
    synchronized List<String> sentences(long fromMillis, long lastMillis) {
        return all.stream()
                .filter(loss -> loss.from.toEpochMilli() <= lastMillis)
                .filter(loss -> loss.to.toEpochMilli() >= fromMillis)
                .map(Loss::sentence)
                .toList();
    }
}
