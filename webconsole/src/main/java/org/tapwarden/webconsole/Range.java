package org.tapwarden.webconsole;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;

/// From when to when somebody searches.
///
/// @param from first moment wanted
/// @param to first moment not wanted
record Range(Instant from, Instant to) {

    private static final Duration USUAL = Duration.ofHours(24);

    /// The fields `from` and `to`; without them the last 24 hours.
    ///
    /// @param zone of times that name none
    /// @throws DateTimeParseException when one is no time
    static Range of(Asked asked, ZoneId zone, Instant now) {
        Instant to = asked.field("to").isBlank() ? now : time(asked.field("to"), zone);
        Instant from =
                asked.field("from").isBlank() ? to.minus(USUAL) : time(asked.field("from"), zone);
        return new Range(from, to);
    }

    private static Instant time(String text, ZoneId zone) {
        String strict = text.strip().replace(' ', 'T');
        List<Function<String, Instant>> forms =
                List.of(
                        t -> ZonedDateTime.parse(t).toInstant(),
                        t -> LocalDateTime.parse(t).atZone(zone).toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                return form.apply(strict);
            } catch (DateTimeParseException e) {
                // the next form may fit
            }
        }
        return LocalDate.parse(strict).atStartOfDay(zone).toInstant();
    }
}
