package org.tapwarden.history.index;

import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.tapwarden.classifier.record.FlowParts;
import org.tapwarden.classifier.record.PackedFlow;

/// What is counted or measured of a slice: a column of numbers each.
enum Counter {
    /// `event.end` in milliseconds since 1970. The index is in its order, newest first.
    END(
            "at",
            Stored.SKIPPED,
            flow -> millis(flow.endNanos()),
            (parts, value) -> parts.end(nanos(value))),

    /// Milliseconds from the first to the last packet.
    LENGTH(
            "length",
            Stored.ALWAYS,
            flow -> millis(flow.endNanos()) - millis(flow.startNanos()),
            (parts, value) -> parts.length(nanos(value))),

    SOURCE_BYTES("bytes_from", Stored.ALWAYS, PackedFlow::sourceBytes, FlowParts::sourceBytes),

    DESTINATION_BYTES(
            "bytes_to", Stored.ALWAYS, PackedFlow::destinationBytes, FlowParts::destinationBytes),

    SOURCE_PACKETS(
            "packets_from", Stored.ALWAYS, PackedFlow::sourcePackets, FlowParts::sourcePackets),

    DESTINATION_PACKETS(
            "packets_to",
            Stored.ALWAYS,
            PackedFlow::destinationPackets,
            FlowParts::destinationPackets),

    SOURCE_PORT(
            "port_from",
            Stored.ALWAYS,
            PackedFlow::sourcePort,
            (parts, value) -> parts.sourcePort((int) value)),

    DESTINATION_PORT(
            "port_to",
            Stored.ALWAYS,
            PackedFlow::destinationPort,
            (parts, value) -> parts.destinationPort((int) value)),

    /// The flow's number at its sensor: it grows with time, so a skip index finds one.
    FLOW("flow", Stored.SKIPPED, PackedFlow::flow, FlowParts::flow),

    /// Which slice; nearly all are the first, which is not stored.
    SLICE("slice", Stored.UNLESS_1, PackedFlow::slice, (parts, value) -> parts.slice((int) value)),

    /// Nanoseconds since 1970; not stored where the clock was believed.
    CLAIMED("claimed", Stored.UNLESS_0, PackedFlow::claimedNanos, FlowParts::claimed);

    /// Of which slices a value is stored.
    private enum Stored {
        ALWAYS,
        /// Of all, and the index knows the bounds of each few thousand slices.
        SKIPPED,
        UNLESS_0,
        UNLESS_1
    }

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String column;
    private final Stored stored;

    /// Lambdas that hold nothing, which the checker cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToLongFunction<PackedFlow> reading;

    @SuppressWarnings("ImmutableEnumChecker")
    private final ObjLongConsumer<FlowParts> writing;

    Counter(
            String column,
            Stored stored,
            ToLongFunction<PackedFlow> reading,
            ObjLongConsumer<FlowParts> writing) {
        this.column = column;
        this.stored = stored;
        this.reading = reading;
        this.writing = writing;
    }

    long of(PackedFlow flow) {
        return reading.applyAsLong(flow);
    }

    void put(long value, FlowParts parts) {
        writing.accept(parts, value);
    }

    /// The name of the column in the index.
    String column() {
        return column;
    }

    /// The value of a slice of which none is stored.
    long usual() {
        return stored == Stored.UNLESS_1 ? 1 : 0;
    }

    /// Whether only what is not usual is stored.
    boolean sparse() {
        return stored == Stored.UNLESS_0 || stored == Stored.UNLESS_1;
    }

    /// Whether the index knows the bounds of each few thousand slices.
    boolean skipped() {
        return stored == Stored.SKIPPED;
    }

    static long nanos(long millis) {
        return millis * NANOS_PER_MILLI;
    }

    static long millis(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MILLI);
    }
}
