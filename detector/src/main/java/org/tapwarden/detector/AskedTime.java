package org.tapwarden.detector;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;

/// The moment that a person means by a date and a time of the site's clock.
///
/// When clocks go back, an hour comes twice, and a time in it means two moments: both are answered.
/// When they go forward, an hour does not come at all, and a time in it is refused.
public final class AskedTime {

    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /// What a file can hold in nanoseconds, and more than anybody means.
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private AskedTime() {}

    /// Every moment that the text means, earliest first: one, or two in the hour that comes twice.
    ///
    /// @param text such as `2026-10-04`, `2026-10-04 10:12`, or with an offset,
    ///   `2026-10-04T10:12-07:00`; a date alone is its beginning
    /// @throws IllegalArgumentException in one line that says what would be right
    public static List<Instant> moments(String text, ZoneId zone) {
        String asked = text.strip().replace(' ', 'T').toUpperCase(Locale.ROOT);
        List<Instant> moments;
        try {
            if (asked.length() <= "2026-10-04".length()) {
                moments = List.of(LocalDate.parse(asked).atStartOfDay(zone).toInstant());
            } else if (asked.matches(".*T.*(Z|[+-][0-9:]+)")) {
                moments = List.of(OffsetDateTime.parse(asked).toInstant());
            } else {
                moments = ofLocal(LocalDateTime.parse(asked), zone);
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'"
                            + text.replaceAll("\\p{Cntrl}", "?")
                            + "' is no time; write 2026-10-04, '2026-10-04 10:12', or with an"
                            + " offset, 2026-10-04T10:12-07:00",
                    e);
        }
        if (moments.getFirst().isBefore(EARLIEST) || moments.getLast().isAfter(LATEST)) {
            throw new IllegalArgumentException("a time must be of the years 1970 to 2199");
        }
        return moments;
    }

    private static List<Instant> ofLocal(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = zone.getRules().getTransition(local);
            throw new IllegalArgumentException(
                    "there was no "
                            + SHOWN.format(local)
                            + " in "
                            + zone
                            + ": clocks went from "
                            + SHOWN.format(gap.getDateTimeBefore())
                            + " to "
                            + SHOWN.format(gap.getDateTimeAfter()));
        }
        return offsets.stream().map(local::toInstant).sorted().toList();
    }

    /// The one moment that a bound of a range means: the first of two, so that the hour that comes
    /// twice is in a range that begins with it.
    public static Instant bound(String text, ZoneId zone) {
        return moments(text, zone).getFirst();
    }
}
