package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.detector.Health;

/// A disk that does not take what must be written. It is told when it begins, every ten minutes
/// while it lasts and when it is over, however often it is tried meanwhile.
///
/// Any thread.
final class Alarm {

    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final long MEGABYTE = 1L << 20;

    /// With less, something that is written in one go does not fit.
    private static final long FULL = 16 * MEGABYTE;

    private final String kind;
    private final Path where;
    private Health.@Nullable Trouble now;
    private long toldNanos;
    private long raised;

    /// @param kind of what is in trouble, a word for metrics
    /// @param where it is written
    Alarm(String kind, Path where) {
        this.kind = kind;
        this.where = where;
    }

    /// @param sentence what cannot be done, why, and what it costs
    synchronized void raise(String sentence, Instant at) {
        Health.Trouble before = now;
        now = new Health.Trouble(kind, sentence, before == null ? at : before.since());
        long nanos = System.nanoTime();
        if (before == null || nanos - toldNanos >= AGAIN.toNanos()) {
            toldNanos = nanos;
            LOG.error("{}", sentence);
        }
        raised += before == null ? 1 : 0;
    }

    /// @param what can be done again, a sentence
    synchronized void over(String what, Instant at) {
        Health.Trouble before = now;
        if (before != null) {
            now = null;
            LOG.info(
                    "{}; it could not for {} s, since {}",
                    what,
                    Duration.between(before.since(), at).toSeconds(),
                    before.since().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    synchronized Optional<Health.Trouble> now() {
        return Optional.ofNullable(now);
    }

    /// How often it was raised since the start.
    synchronized long raised() {
        return raised;
    }

    /// What is at the bottom of it: Lucene says of most troubles only that it is closed by now.
    static String words(Throwable trouble) {
        Throwable deepest = trouble;
        for (Throwable one = trouble; one != null; one = one.getCause()) {
            deepest = one;
        }
        return deepest instanceof IOException && deepest.getMessage() != null
                ? deepest.getMessage()
                : deepest.toString();
    }

    /// The disk by its name, and what is the matter with it.
    ///
    /// @param why what it said
    String disk(String why) {
        try {
            FileStore store = Files.getFileStore(where);
            long free = store.getUsableSpace();
            String full =
                    free >= FULL
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    " is full, %,d of %,d MB are free",
                                    free / MEGABYTE,
                                    store.getTotalSpace() / MEGABYTE);
            return "the disk " + store + full + " (" + why + ")";
        } catch (IOException unreachable) {
            return "the disk of " + where + " cannot be reached (" + why + ")";
        }
    }
}
