package org.tapwarden.classifier.inspect;

/// What dissectors remember of one flow from payload to payload: a number each, of the first few
/// that have one.
final class Memories {

    /// Dissectors that may suspect one flow at a time. The next ones forget, and have to be
    /// convinced by one payload.
    static final int CAPACITY = 8;

    private final short[] who = new short[CAPACITY];
    private final long[] what = new long[CAPACITY];
    private int count;

    void clear() {
        count = 0;
    }

    /// What a dissector remembers, or 0.
    long of(int dissector) {
        int at = find(dissector);
        return at < 0 ? 0 : what[at];
    }

    /// Replaces what a dissector remembers; 0 forgets it.
    void put(int dissector, long value) {
        int at = find(dissector);
        if (at >= 0 && value == 0) {
            count--;
            who[at] = who[count];
            what[at] = what[count];
        } else if (at >= 0) {
            what[at] = value;
        } else if (value != 0 && count < CAPACITY) {
            who[count] = (short) dissector;
            what[count++] = value;
        }
    }

    private int find(int dissector) {
        for (int i = 0; i < count; i++) {
            if (who[i] == dissector) {
                return i;
            }
        }
        return -1;
    }
}
