package org.tapwarden.history.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.tapwarden.classifier.language.Metric;

/// What {@link TopNames} left out of an hour, or of several together.
public final class Rest {

    public static final Rest NOTHING = new Rest(0, 0, 0, 0, new long[8]);

    /// Where a metric stands in the largest sums. Those of {@link SumBatch#ADDED} begin at the
    /// third.
    static final int FLOWS = 0;

    static final int SLICES = 1;
    static final int ADDED = 2;
    static final int BYTES = 6;
    static final int PACKETS = 7;
    static final int METRICS = 8;

    private final long endMillis;
    private final long names;
    private final long slices;
    private final int parts;
    private final long[] largest;

    /// @param largest of the names that were left out, by each metric
    Rest(long endMillis, long names, long slices, int parts, long[] largest) {
        this.endMillis = endMillis;
        this.names = names;
        this.slices = slices;
        this.parts = parts;
        this.largest = largest.clone();
    }

    /// @param text of {@link #text}
    /// @throws IOException when it is none
    static Rest of(String text) throws IOException {
        try {
            long[] all = Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
            if (all.length == 3 + METRICS) {
                long[] largest = Arrays.copyOfRange(all, 3, all.length);
                return new Rest(all[0], all[1], all[2], 1, largest);
            }
        } catch (NumberFormatException e) {
            throw new IOException("sums of names are damaged: " + text, e);
        }
        throw new IOException("sums of names are damaged: " + text);
    }

    String text() {
        String numbers =
                Arrays.stream(largest).mapToObj(Long::toString).collect(Collectors.joining(" "));
        return endMillis + " " + names + " " + slices + " " + numbers;
    }

    /// The last moment of its hour.
    long endMillis() {
        return endMillis;
    }

    /// How many names were left out, each counted once in every hour in which it was.
    public long names() {
        return names;
    }

    /// How many slices they are.
    public long slices() {
        return slices;
    }

    /// In how many hours something was left out, of each population.
    public int parts() {
        return parts;
    }

    /// Whether nothing was.
    public boolean isNothing() {
        return names == 0;
    }

    /// How much a name's sum may lack at most.
    public long most(Metric metric) {
        return largest[place(metric)];
    }

    private static int place(Metric metric) {
        return switch (metric) {
            case Metric.Total total ->
                    switch (total) {
                        case FLOWS -> FLOWS;
                        case SLICES -> SLICES;
                        case BYTES -> BYTES;
                        case PACKETS -> PACKETS;
                    };
            case Metric.Sum sum ->
                    switch (sum.field().name()) {
                        case "source.bytes" -> ADDED;
                        case "destination.bytes" -> ADDED + 1;
                        case "source.packets" -> ADDED + 2;
                        case "destination.packets" -> ADDED + 3;
                        case "network.bytes" -> BYTES;
                        case "network.packets" -> PACKETS;
                        default ->
                                throw new IllegalArgumentException(
                                        "not added up: " + sum.field().name());
                    };
        };
    }

    /// Both together.
    public Rest and(Rest other) {
        var sums = new long[METRICS];
        for (int i = 0; i < METRICS; i++) {
            sums[i] = Saturating.plus(largest[i], other.largest[i]);
        }
        return new Rest(0, names + other.names, slices + other.slices, parts + other.parts, sums);
    }
}
