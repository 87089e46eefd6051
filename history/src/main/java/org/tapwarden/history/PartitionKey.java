package org.tapwarden.history;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.record.PackedFlow;

/// Which part of the history a flow slice lies in: the UTC day of its end, and who uses the
/// segment.
///
/// @param part 1 for the first index of the day; what comes when that is sealed goes into the next,
///   so that a late flow does not stay longer than its own day does
record PartitionKey(LocalDate day, Population population, int part)
        implements Comparable<PartitionKey> {

    static final int FIRST_PART = 1;

    private static final long DAY = 86_400_000_000_000L;
    private static final Pattern NAME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)-([a-z]+)(?:-([2-9]|[1-9]\\d{1,5}))?");

    /// The first part of the slice's day.
    static PartitionKey of(PackedFlow flow) {
        long days = Math.floorDiv(flow.endNanos(), DAY);
        return new PartitionKey(LocalDate.ofEpochDay(days), flow.population(), FIRST_PART);
    }

    /// Reads a folder's name.
    static Optional<PartitionKey> of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(matcher.group(1));
            String population = matcher.group(2).toUpperCase(Locale.ROOT);
            String part = matcher.group(3);
            return Optional.of(
                    new PartitionKey(
                            day,
                            Population.valueOf(population),
                            part == null ? FIRST_PART : Integer.parseInt(part)));
        } catch (DateTimeException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    boolean isDayOf(PackedFlow flow) {
        return Math.floorDiv(flow.endNanos(), DAY) == day.toEpochDay();
    }

    PartitionKey part(int number) {
        return new PartitionKey(day, population, number);
    }

    /// The name of its folder.
    String name() {
        String first = day + "-" + population.word();
        return part == FIRST_PART ? first : first + "-" + part;
    }

    /// For people.
    String sentence() {
        String first = population.word() + " flows of " + day;
        return part == FIRST_PART ? first : first + " (part " + part + ")";
    }

    @Override
    public int compareTo(PartitionKey other) {
        return Comparator.comparing(PartitionKey::day)
                .thenComparing(PartitionKey::population)
                .thenComparingInt(PartitionKey::part)
                .compare(this, other);
    }
}
