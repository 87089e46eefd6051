package org.tapwarden.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// That the flows which meet a question are kept, whatever the schedule says, until somebody
/// releases them.
///
/// @param id the case it is for, 1 to 64 letters, digits, dots, dashes and underscores
/// @param query in the flow language, without stages
/// @param from first `event.end` that is held
/// @param to first that is not; empty while it goes on
/// @param placed by whom, in which way, and why
/// @param at when it was placed
public record Hold(
        String id, String query, Instant from, Optional<Instant> to, By placed, Instant at) {

    static final String FILE = "hold";

    /// Shortest and longest reason, in characters.
    static final int SHORTEST_REASON = 3;

    static final int LONGEST_REASON = 500;

    private static final int LONGEST_ID = 64;
    private static final String TITLE = "tapwarden hold, version 1\n";
    private static final String LAST = "sha256 ";
    private static final String OPEN = "open";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
    private static final Pattern BODY =
            Pattern.compile(
                    TITLE
                            + "case (\\S+)\nquery ([^\n]*)\nfrom (\\S+)\nto (\\S+)\n"
                            + "who ([^\n]*)\nvia ([^\n]*)\nwhy ([^\n]*)\nplaced (\\S+)\n");

    /// Who did it, and why.
    ///
    /// @param who the account or the user of the operating system
    /// @param via `console`, `command-line`
    /// @param reason 3 to 500 characters
    public record By(String who, String via, String reason) {

        /// @throws IllegalArgumentException with one line that says what is wrong
        public By {
            reason = reason.strip();
            int length = reason.codePointCount(0, reason.length());
            if (length < SHORTEST_REASON || length > LONGEST_REASON) {
                throw new IllegalArgumentException(
                        "the reason must have "
                                + SHORTEST_REASON
                                + " to "
                                + LONGEST_REASON
                                + " characters, not "
                                + length);
            }
        }
    }

    /// @throws IllegalArgumentException with one line that says what is wrong
    public Hold {
        if (!ID.matcher(id).matches() || id.length() > LONGEST_ID || id.contains("..")) {
            throw new IllegalArgumentException(
                    "a case is named with up to "
                            + LONGEST_ID
                            + " letters, digits, dots, dashes and underscores, and begins with a"
                            + " letter or digit");
        }
        if (CONTROL.matcher(query).find()) {
            throw new IllegalArgumentException("a query of a hold is one line of plain text");
        }
        if (to.isPresent() && !from.isBefore(to.get())) {
            throw new IllegalArgumentException(
                    "the range ends at " + to.get() + ", not after its begin " + from);
        }
    }

    Instant end() {
        return to.orElse(Instant.ofEpochMilli(Long.MAX_VALUE));
    }

    /// Whether flows of a day may be meant.
    boolean mayHold(LocalDate day) {
        Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return from.isBefore(next) && begin.isBefore(end());
    }

    String text() {
        String body =
                TITLE
                        + ("case " + id + "\nquery " + query + "\nfrom " + from + "\nto ")
                        + to.map(Instant::toString).orElse(OPEN)
                        + ("\nwho " + plain(placed.who()) + "\nvia " + plain(placed.via()))
                        + ("\nwhy " + plain(placed.reason()) + "\nplaced " + at + "\n");
        return body + LAST + hash(body) + "\n";
    }

    private static String plain(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    private static String hash(String body) {
        return Manifest.sha256(body.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws IOException also when it was changed
    static Hold read(Path folder) throws IOException {
        String text = Files.readString(folder.resolve(FILE));
        int last = text.lastIndexOf(LAST);
        String body = last < 0 ? "" : text.substring(0, last);
        Matcher matcher = BODY.matcher(body);
        if (last < 0 || !text.substring(last).equals(LAST + hash(body) + "\n")) {
            throw new IOException("the hold in " + folder + " was changed");
        }
        if (!matcher.matches()) {
            throw new IOException("the hold in " + folder + " is of another program");
        }
        try {
            String to = matcher.group(4);
            return new Hold(
                    matcher.group(1),
                    matcher.group(2),
                    Instant.parse(matcher.group(3)),
                    to.equals(OPEN) ? Optional.empty() : Optional.of(Instant.parse(to)),
                    new By(matcher.group(5), matcher.group(6), matcher.group(7)),
                    Instant.parse(matcher.group(8)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("the hold in " + folder + " is of another program", e);
        }
    }
}
