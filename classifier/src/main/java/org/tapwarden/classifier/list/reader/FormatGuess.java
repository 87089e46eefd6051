package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.Scope;

/// Which format a source is of, by reading its first lines in each and taking the one that fits
/// most of them.
public final class FormatGuess {

    private static final int MOST_LINES = 500;
    private static final int ENTRIES_OF_TEN = 6;

    private static final List<ListFormat> ASKED =
            List.of(
                    ListFormat.ADBLOCK,
                    ListFormat.DNSMASQ,
                    ListFormat.HOSTS,
                    ListFormat.RANGES,
                    ListFormat.CIDR,
                    ListFormat.JA4,
                    ListFormat.CERTIFICATES,
                    ListFormat.RPZ,
                    ListFormat.V2FLY,
                    ListFormat.DOMAINS);

    private static final Entries NOWHERE =
            new Entries() {
                @Override
                public void name(String name, Scope scope, boolean no, int number, String line) {}

                @Override
                public void range(Address from, Address to, int number, String note) {}

                @Override
                public void fingerprint(Fingerprint kind, String value, int number, String line) {}
            };

    private FormatGuess() {}

    /// @return null when no format fits most of the lines
    /// @throws IOException in one line, when it cannot be read
    public static @Nullable ListFormat of(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            boolean tree = Files.isDirectory(file.resolve("data"));
            return tree ? ListFormat.V2FLY : ListFormat.UT1;
        }
        try (InputStream in = ListSource.unpacked(Files.newInputStream(file))) {
            in.mark(1 << 10);
            byte[] head = in.readNBytes(262);
            in.reset();
            boolean tar =
                    head.length == 262
                            && head[257] == 'u'
                            && head[258] == 's'
                            && head[259] == 't'
                            && head[260] == 'a'
                            && head[261] == 'r';
            return tar ? ListFormat.UT1 : ofLines(new Lines(in));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable ListFormat ofLines(Lines lines) throws IOException {
        Map<ListFormat, LineFormat> formats = new EnumMap<>(ListFormat.class);
        Map<ListFormat, Reading> readings = new EnumMap<>(ListFormat.class);
        for (ListFormat format : ASKED) {
            formats.put(format, lineFormat(format));
            readings.put(format, new Reading(NOWHERE));
        }
        int told = 0;
        while (told < MOST_LINES && lines.next()) {
            String text = lines.text();
            if (text == null || text.isBlank() || text.charAt(0) == '#') {
                continue;
            }
            told++;
            for (ListFormat format : ASKED) {
                Reading reading = readings.get(format);
                LineFormat reader = formats.get(format);
                if (reading != null && reader != null) {
                    reading.next(text);
                    reader.line(text, reading);
                }
            }
        }
        return best(readings);
    }

    /// Of v2fly's rules only those that no list of plain names has.
    private static LineFormat lineFormat(ListFormat format) {
        return format != ListFormat.V2FLY
                ? format.lines()
                : (line, to) -> {
                    boolean rule =
                            line.startsWith("include:")
                                    || line.startsWith("full:")
                                    || line.startsWith("domain:")
                                    || line.startsWith("regexp:")
                                    || line.contains(" @");
                    if (rule) {
                        to.name("v2fly.example", Scope.TREE, false);
                    } else {
                        to.bad("as in other lists");
                    }
                };
    }

    private static @Nullable ListFormat best(Map<ListFormat, Reading> readings) {
        ListFormat best = null;
        long most = 0;
        for (ListFormat format : ASKED) {
            Reading reading = readings.get(format);
            long found = reading == null ? 0 : reading.found();
            long bad = reading == null ? 0 : reading.badLines();
            if (found > most && 10 * found >= ENTRIES_OF_TEN * (found + bad)) {
                best = format;
                most = found;
            }
        }
        Reading rules = readings.get(ListFormat.V2FLY);
        boolean plain = best == null || best == ListFormat.DOMAINS;
        return plain && rules != null && rules.found() > 0 ? ListFormat.V2FLY : best;
    }
}
