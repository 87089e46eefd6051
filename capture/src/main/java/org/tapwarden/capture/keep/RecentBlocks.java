package org.tapwarden.capture.keep;

import java.io.IOException;
import java.util.Arrays;
import org.tapwarden.capture.Caps;

/// Where the last frames of a file stand, so that those of a flow can be taken back whose name came
/// behind its handshake. Owned by the writing thread.
///
/// Bounded: of the frames before the last {@link #CAPACITY} nobody knows any more.
final class RecentBlocks {

    /// More than a second of a gigabit's usual frames.
    static final int CAPACITY = Caps.of(1 << 17, 16);

    private final long[] flows = new long[CAPACITY];
    private final long[] places = new long[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private int next;

    /// Forgets all: a new file begins.
    void clear() {
        Arrays.fill(flows, 0);
        next = 0;
    }

    /// @param flow its flow's id, 0 for none
    void add(long flow, long place, int length) {
        flows[next] = flow;
        places[next] = place;
        lengths[next] = length;
        next = (next + 1) & (CAPACITY - 1);
    }

    /// Blanks all frames of the flow.
    ///
    /// @return how many
    int withdraw(long flow, PacketFile from) throws IOException {
        int count = 0;
        for (int i = 0; i < CAPACITY; i++) {
            if (flows[i] == flow) {
                from.blank(places[i], lengths[i]);
                flows[i] = 0;
                count++;
            }
        }
        return count;
    }
}
