package org.tapwarden.capture.keep;

/// Which bytes of a payload may be kept: a list of what is allowed, so that whatever nobody thought
/// of is blanked. One object a thread.
///
/// Positions count from the first byte of the datagram, or of the sender's stream.
public final class KeptRanges {

    /// Nothing may be kept.
    public static final KeptRanges NOTHING = new KeptRanges(0);

    /// Ranges at most; what is allowed beyond them is blanked.
    public static final int CAPACITY = 64;

    private final int[] from;
    private final int[] to;
    private int count;

    public KeptRanges() {
        this(CAPACITY);
    }

    private KeptRanges(int capacity) {
        from = new int[capacity];
        to = new int[capacity];
    }

    /// Allows nothing any more.
    public void clear() {
        count = 0;
    }

    /// Allows the bytes from `start` up to before `end`.
    public void allow(int start, int end) {
        if (count > 0 && start == to[count - 1]) {
            to[count - 1] = Math.max(end, start);
        } else if (end > start && count < from.length) {
            from[count] = start;
            to[count] = end;
            count++;
        }
    }

    /// Whether the byte at this position may be kept.
    public boolean allows(int position) {
        for (int i = 0; i < count; i++) {
            if (position >= from[i] && position < to[i]) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return count;
    }

    int from(int range) {
        return from[range];
    }

    int to(int range) {
        return to[range];
    }

    /// Where the last of the allowed bytes ends; 0 when nothing is allowed.
    int end() {
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = Math.max(end, to[i]);
        }
        return end;
    }
}
