package org.tapwarden.history;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;

/// Which part of the history a flow slice lies in: the UTC day of its end, and who uses the
/// segment.
record PartitionKey(LocalDate day, Population population) implements Comparable<PartitionKey> {

    private static final long DAY = 86_400_000_000_000L;
    private static final int DATE = "2026-01-31".length();

    static PartitionKey of(FlowRecord flow) {
        long days = Math.floorDiv(flow.slice().endNanos(), DAY);
        return new PartitionKey(LocalDate.ofEpochDay(days), flow.place().population());
    }

    /// Reads a folder's name.
    static Optional<PartitionKey> of(String name) {
        if (name.length() < DATE + 2 || name.charAt(DATE) != '-') {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(name.substring(0, DATE));
            String population = name.substring(DATE + 1).toUpperCase(Locale.ROOT);
            var key = new PartitionKey(day, Population.valueOf(population));
            return key.name().equals(name) ? Optional.of(key) : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /// The name of its folder.
    String name() {
        return day + "-" + population.word();
    }

    /// For people.
    String sentence() {
        return population.word() + " flows of " + day;
    }

    @Override
    public int compareTo(PartitionKey other) {
        return Comparator.comparing(PartitionKey::day)
                .thenComparing(PartitionKey::population)
                .compare(this, other);
    }
}
