package org.tapwarden.history.codec;

import java.util.concurrent.atomic.LongAdder;

/// What tables of frequent values take of the heap, of all open indexes of the program together.
/// All else of a column stays in its file. Any thread.
public final class TableHeap {

    private static final LongAdder BYTES = new LongAdder();

    private TableHeap() {}

    /// As of now.
    public static long bytes() {
        return BYTES.sum();
    }

    static void add(long[] table) {
        BYTES.add((long) table.length * Long.BYTES);
    }

    static void remove(long[] table) {
        BYTES.add(-(long) table.length * Long.BYTES);
    }
}
