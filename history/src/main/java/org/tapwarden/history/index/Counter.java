package org.tapwarden.history.index;

import org.tapwarden.classifier.FlowRecord;

/// What is counted or measured of a slice: a column of numbers each.
enum Counter {
    /// `event.end` in milliseconds since 1970. The index is in its order, newest first.
    END("at", 0, true) {
        @Override
        long of(FlowRecord flow) {
            return millis(flow.slice().endNanos());
        }

        @Override
        void put(long value, Row row) {
            row.endMillis = value;
        }
    },

    /// Milliseconds from the first to the last packet.
    LENGTH("length", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return millis(flow.slice().endNanos()) - millis(flow.slice().startNanos());
        }

        @Override
        void put(long value, Row row) {
            row.millis = value;
        }
    },

    SOURCE_BYTES("bytes_from", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.slice().sourceBytes();
        }

        @Override
        void put(long value, Row row) {
            row.sourceBytes = value;
        }
    },

    DESTINATION_BYTES("bytes_to", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.slice().destinationBytes();
        }

        @Override
        void put(long value, Row row) {
            row.destinationBytes = value;
        }
    },

    SOURCE_PACKETS("packets_from", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.slice().sourcePackets();
        }

        @Override
        void put(long value, Row row) {
            row.sourcePackets = value;
        }
    },

    DESTINATION_PACKETS("packets_to", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.slice().destinationPackets();
        }

        @Override
        void put(long value, Row row) {
            row.destinationPackets = value;
        }
    },

    SOURCE_PORT("port_from", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.conversation().sourcePort();
        }

        @Override
        void put(long value, Row row) {
            row.sourcePort = (int) value;
        }
    },

    DESTINATION_PORT("port_to", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.conversation().destinationPort();
        }

        @Override
        void put(long value, Row row) {
            row.destinationPort = (int) value;
        }
    },

    /// The flow's number at its sensor: it grows with time, so a skip index finds one.
    FLOW("flow", Long.MIN_VALUE, true) {
        @Override
        long of(FlowRecord flow) {
            return flow.identity().flow();
        }

        @Override
        void put(long value, Row row) {
            row.flow = value;
        }
    },

    /// Which slice; nearly all are the first.
    SLICE("slice", 1, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.identity().slice();
        }

        @Override
        void put(long value, Row row) {
            row.slice = (int) value;
        }
    },

    /// Nanoseconds since 1970; 0 where the clock was believed.
    CLAIMED("claimed", 0, false) {
        @Override
        long of(FlowRecord flow) {
            return flow.conversation().claimedNanos();
        }

        @Override
        void put(long value, Row row) {
            row.claimedNanos = value;
        }
    };

    private final String column;
    private final long usual;
    private final boolean skipped;

    Counter(String column, long usual, boolean skipped) {
        this.column = column;
        this.usual = usual;
        this.skipped = skipped;
    }

    abstract long of(FlowRecord flow);

    abstract void put(long value, Row row);

    /// The name of the column in the index.
    String column() {
        return column;
    }

    /// The value of a slice that has none in a sparse column; nothing for the others.
    long usual() {
        return usual;
    }

    /// Whether only what is not usual is stored.
    boolean sparse() {
        return this == SLICE || this == CLAIMED;
    }

    /// Whether the index knows the bounds of each few thousand slices.
    boolean skipped() {
        return skipped;
    }

    static long millis(long nanos) {
        return Math.floorDiv(nanos, Row.NANOS_PER_MILLI);
    }
}
