package org.tapwarden.history;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import org.tapwarden.classifier.Population;

/// How many days flows are kept, by who uses the segment (design, section 1).
///
/// A day goes as a whole, when its youngest possible flow is older than the schedule says.
///
/// @param days by population; a population that is missing is kept for ever
/// @param room which may make the days fewer
public record Retention(Map<Population, Integer> days, Room room) {

    public static final Retention DEFAULT =
            new Retention(
                    Map.of(
                            Population.STUDENT, 30,
                            Population.GUEST, 30,
                            Population.UNKNOWN, 30,
                            Population.STAFF, 180,
                            Population.INFRASTRUCTURE, 180));

    /// For a replay: its packets may be years old.
    public static final Retention FOR_EVER = new Retention(Map.of());

    private static final int LONGEST = 36_500;

    public Retention(Map<Population, Integer> days) {
        this(days, Room.ANY);
    }

    public Retention {
        Map<Population, Integer> checked = new EnumMap<>(Population.class);
        days.forEach((population, length) -> {
            if (length < 1 || length > LONGEST) {
                throw new IllegalArgumentException(
                        "flows of "
                                + population.word()
                                + " cannot be kept "
                                + length
                                + " days; 1 to "
                                + LONGEST
                                + " can be");
            }
            checked.put(population, length);
        });
        days = Map.copyOf(checked);
    }

    /// Whether a day's flows must be destroyed by now.
    boolean isOver(LocalDate day, Population population, Instant now) {
        Integer length = days.get(population);
        if (length == null) {
            return false;
        }
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return !now.isBefore(end.plus(Duration.ofDays(length)));
    }
}
