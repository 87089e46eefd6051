package org.tapwarden.history;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is written down of flows that are destroyed: how many, of which time, in which files, who
/// let them be destroyed, and why. A text for people; its last line is the SHA-256 of those before,
/// which the audit's row has too.
///
/// @param folder that goes, below the history's directory
/// @param what it is, for people
/// @param slices in it; {@link #UNKNOWN} where it is damaged
/// @param flows of them first slices
/// @param firstMillis earliest end of a slice
/// @param lastMillis latest
/// @param before of what else may hold them, all up to then must go: the end of their day
/// @param files of the index, with hashes: as sealed, or as they lay
record Certificate(
        String folder,
        String what,
        long slices,
        long flows,
        long firstMillis,
        long lastMillis,
        Instant before,
        List<Manifest.Sum> files,
        Cause cause,
        Instant when) {

    static final long UNKNOWN = -1;

    private static final String TITLE = "tapwarden certificate of destruction, version 1\n";
    private static final String LAST = "sha256 ";
    private static final Pattern READ =
            Pattern.compile(
                    TITLE
                            + "folder (\\S+)\nwhat [^\n]*\nslices (-?\\d{1,18}) flows"
                            + " (-?\\d{1,18})\n[^\n]*\nbefore (\\S+)\n.*",
                    Pattern.DOTALL);

    Certificate {
        files = List.copyOf(files);
    }

    /// What is needed to go on with one that a crash cut short.
    ///
    /// @param sha256 of the text
    record Begun(String folder, long slices, Instant before, String sha256) {

        /// Empty when the text is not whole.
        static Optional<Begun> of(String text) {
            int last = text.lastIndexOf(LAST);
            if (last < 0) {
                return Optional.empty();
            }
            String body = text.substring(0, last);
            String sum = hash(body);
            Matcher matcher = READ.matcher(body);
            if (!text.substring(last).equals(LAST + sum + "\n") || !matcher.matches()) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        new Begun(
                                matcher.group(1),
                                Long.parseLong(matcher.group(2)),
                                Instant.parse(matcher.group(4)),
                                sum));
            } catch (DateTimeException notOurs) {
                return Optional.empty();
            }
        }
    }

    String text() {
        String body = body();
        return body + LAST + hash(body) + "\n";
    }

    String sha256() {
        return hash(body());
    }

    private String body() {
        var text = new StringBuilder(TITLE);
        text.append("folder ").append(folder).append("\nwhat ").append(plain(what));
        text.append("\nslices ").append(slices).append(" flows ").append(flows).append('\n');
        text.append(range()).append("\nbefore ").append(before);
        text.append("\nwho ").append(plain(cause.who())).append("\nvia ").append(cause.via());
        text.append("\nwhy ").append(plain(cause.why())).append("\nwhen ").append(when);
        text.append('\n');
        for (Manifest.Sum file : files) {
            text.append("file ").append(file.sha256()).append(' ').append(file.length());
            text.append(' ').append(file.name()).append('\n');
        }
        return text.toString();
    }

    private String range() {
        if (slices == UNKNOWN) {
            return "damaged: how many flows it held is not known (-1)";
        }
        return slices == 0
                ? "no flow ended in it"
                : "ends "
                        + Instant.ofEpochMilli(firstMillis)
                        + " to "
                        + Instant.ofEpochMilli(lastMillis);
    }

    /// One line, whatever a person wrote.
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }

    private static String hash(String body) {
        return Manifest.sha256(body.getBytes(StandardCharsets.UTF_8));
    }
}
