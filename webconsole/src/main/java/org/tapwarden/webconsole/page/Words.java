package org.tapwarden.webconsole.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times, shares and counts as people read them.
///
/// @param zone of the site; its offset is always printed
public record Words(ZoneId zone) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private static final int REPLACEMENT = 0xfffd;

    public String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    /// Text from the network without what moves a cursor or turns a line round. It still wants the
    /// template's escapes.
    public static String plain(String text) {
        var plain = new StringBuilder(text.length());
        text.codePoints().map(c -> isPlain(c) ? c : REPLACEMENT).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /// `3 h 05 min`, `42 s`.
    public static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        if (seconds < 172_800) {
            return String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60);
        }
        return seconds / 86_400 + " days";
    }

    /// `12,345`.
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// A share in words; nothing of nothing is none.
    public static String share(long part, long whole) {
        if (whole <= 0 || part <= 0) {
            return "none";
        }
        double percent = 100.0 * part / whole;
        if (percent < 0.01) {
            return "less than 0.01 %";
        }
        return String.format(Locale.ROOT, percent < 1 ? "%.2f %%" : "%.0f %%", percent);
    }

    public static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
