package org.tapwarden.history.index;

import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.tapwarden.classifier.FlowRecord;

/// What is counted or measured of a slice: a column of numbers each.
enum Counter {
    /// `event.end` in milliseconds since 1970. The index is in its order, newest first.
    END(
            "at",
            Stored.SKIPPED,
            flow -> millis(flow.slice().endNanos()),
            (row, value) -> row.endMillis = value),

    /// Milliseconds from the first to the last packet.
    LENGTH(
            "length",
            Stored.ALWAYS,
            flow -> millis(flow.slice().endNanos()) - millis(flow.slice().startNanos()),
            (row, value) -> row.millis = value),

    SOURCE_BYTES(
            "bytes_from",
            Stored.ALWAYS,
            flow -> flow.slice().sourceBytes(),
            (row, value) -> row.sourceBytes = value),

    DESTINATION_BYTES(
            "bytes_to",
            Stored.ALWAYS,
            flow -> flow.slice().destinationBytes(),
            (row, value) -> row.destinationBytes = value),

    SOURCE_PACKETS(
            "packets_from",
            Stored.ALWAYS,
            flow -> flow.slice().sourcePackets(),
            (row, value) -> row.sourcePackets = value),

    DESTINATION_PACKETS(
            "packets_to",
            Stored.ALWAYS,
            flow -> flow.slice().destinationPackets(),
            (row, value) -> row.destinationPackets = value),

    SOURCE_PORT(
            "port_from",
            Stored.ALWAYS,
            flow -> flow.conversation().sourcePort(),
            (row, value) -> row.sourcePort = (int) value),

    DESTINATION_PORT(
            "port_to",
            Stored.ALWAYS,
            flow -> flow.conversation().destinationPort(),
            (row, value) -> row.destinationPort = (int) value),

    /// The flow's number at its sensor: it grows with time, so a skip index finds one.
    FLOW("flow", Stored.SKIPPED, flow -> flow.identity().flow(), (row, value) -> row.flow = value),

    /// Which slice; nearly all are the first, which is not stored.
    SLICE(
            "slice",
            Stored.UNLESS_1,
            flow -> flow.identity().slice(),
            (row, value) -> row.slice = (int) value),

    /// Nanoseconds since 1970; not stored where the clock was believed.
    CLAIMED(
            "claimed",
            Stored.UNLESS_0,
            flow -> flow.conversation().claimedNanos(),
            (row, value) -> row.claimedNanos = value);

    /// Of which slices a value is stored.
    private enum Stored {
        ALWAYS,
        /// Of all, and the index knows the bounds of each few thousand slices.
        SKIPPED,
        UNLESS_0,
        UNLESS_1
    }

    private final String column;
    private final Stored stored;

    /// Lambdas that hold nothing, which the checker cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToLongFunction<FlowRecord> reading;

    @SuppressWarnings("ImmutableEnumChecker")
    private final ObjLongConsumer<Row> writing;

    Counter(
            String column,
            Stored stored,
            ToLongFunction<FlowRecord> reading,
            ObjLongConsumer<Row> writing) {
        this.column = column;
        this.stored = stored;
        this.reading = reading;
        this.writing = writing;
    }

    long of(FlowRecord flow) {
        return reading.applyAsLong(flow);
    }

    void put(long value, Row row) {
        writing.accept(row, value);
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

    static long millis(long nanos) {
        return Math.floorDiv(nanos, Row.NANOS_PER_MILLI);
    }
}
