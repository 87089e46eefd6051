package org.tapwarden.classifier.language;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The values that one written value stands for: a number only itself, a date its whole day.
///
/// @param from first
/// @param to last, not before the first
record Span(long from, long to) {

    private static final Map<String, Long> SCALE =
            Map.of(
                    "k", 1_000L,
                    "m", 1_000_000L,
                    "g", 1_000_000_000L,
                    "t", 1_000_000_000_000L);
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /// The digits are bounded, since the text is anybody's and a big number costs its square.
    private static final Pattern NUMBER =
            Pattern.compile("(-?[0-9]{1,19}(?:\\.[0-9]{1,12})?)([a-z]{0,2})");

    private static final Pattern TIME =
            Pattern.compile(
                    "([0-9]{4}-[0-9]{2}-[0-9]{2})"
                            + "(?:t([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\\.[0-9]{1,9})?"
                            + "(z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");

    /// Beyond it nobody means a time.
    private static final int MAX_TIME = 40;

    /// A count, such as `443`, `10k` or `1.5G`; units are thousands, as in nfdump.
    static Optional<Span> count(String text) {
        return scaled(text, SCALE);
    }

    /// A duration in milliseconds, such as `5s`, `3m` or `250ms`; without a unit milliseconds.
    static Optional<Span> duration(String text) {
        return scaled(text, MILLIS);
    }

    /// `true` or `false`.
    static Optional<Span> truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> Optional.of(one(1));
            case "false", "no", "0" -> Optional.of(one(0));
            default -> Optional.empty();
        };
    }

    /// A date or a time of ISO 8601; what is left out is all of it, so a date is its day and
    /// `10:15` its minute.
    ///
    /// @param zone for a text without an offset
    static Optional<Span> time(String text, ZoneId zone) {
        if (text.length() > MAX_TIME) {
            return Optional.empty();
        }
        Matcher parts = TIME.matcher(text.toLowerCase(Locale.ROOT));
        try {
            if (!parts.matches()) {
                return Optional.of(one(Instant.parse(text).toEpochMilli()));
            }
            return Optional.of(time(parts, zone));
        } catch (DateTimeException | ArithmeticException _) {
            return Optional.empty();
        }
    }

    private static Span time(Matcher parts, ZoneId zone) {
        LocalDate day = LocalDate.parse(parts.group(1));
        String minute = parts.group(2);
        if (minute == null) {
            return until(
                    day.atStartOfDay(zone).toInstant(),
                    day.plusDays(1).atStartOfDay(zone).toInstant());
        }
        String second = orEmpty(parts.group(3));
        String fraction = orEmpty(parts.group(4));
        if (second.isEmpty() && !fraction.isEmpty()) {
            throw new DateTimeException("a fraction of a minute");
        }
        LocalTime time = LocalTime.parse(minute + second + fraction);
        String offset = orEmpty(parts.group(5));
        ZoneId where = offset.isEmpty() ? zone : ZoneOffset.of(offset.toUpperCase(Locale.ROOT));
        Instant from =
                LocalDateTime.of(day, time)
                        .truncatedTo(ChronoUnit.MILLIS)
                        .atZone(where)
                        .toInstant();
        return until(from, from.plusMillis(length(second, fraction)));
    }

    private static long length(String second, String fraction) {
        if (second.isEmpty()) {
            return 60_000;
        }
        return switch (fraction.length()) {
            case 0 -> 1_000;
            case 2 -> 100;
            case 3 -> 10;
            default -> 1;
        };
    }

    private static Span until(Instant from, Instant end) {
        return new Span(from.toEpochMilli(), end.toEpochMilli() - 1);
    }

    private static Span one(long value) {
        return new Span(value, value);
    }

    private static String orEmpty(@Nullable String group) {
        return group == null ? "" : group;
    }

    private static Optional<Span> scaled(String text, Map<String, Long> units) {
        Matcher parts = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String unit = parts.group(2);
        Long factor = unit.isEmpty() ? Long.valueOf(1) : units.get(unit);
        if (factor == null) {
            return Optional.empty();
        }
        try {
            var value = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(factor));
            return Optional.of(one(value.longValueExact()));
        } catch (ArithmeticException _) {
            return Optional.empty();
        }
    }
}
