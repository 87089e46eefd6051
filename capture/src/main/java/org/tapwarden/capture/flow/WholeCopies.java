package org.tapwarden.capture.flow;

import java.util.function.Supplier;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.keep.WholeFrames;

/// One capture thread's copies of whole frames of those whom an order names.
final class WholeCopies {

    private final WholeFrames.Ring ring;
    private final Supplier<WatchList> subjects;
    private WatchList now = WatchList.EMPTY;

    WholeCopies(WholePayload payload) {
        ring = payload.frames().ring();
        subjects = payload.subjects();
    }

    void begin(Block block) {
        ring.begin(block);
    }

    /// Takes the list that holds for this batch; false when nobody's frames are wanted.
    boolean isAsked() {
        now = subjects.get();
        return !now.isEmpty();
    }

    /// Copies a frame if an order names its sender or receiver.
    ///
    /// @param flow its flow's id, 0 for none
    /// @param hidden nobody looked into it, or its flow must not be kept
    void keep(DecodedFrames batch, int i, long flow, boolean hidden) {
        if (now.isEmpty()) {
            return;
        }
        int orders =
                bits(now.mac(batch.sourceMac[i]))
                        | bits(now.mac(batch.destinationMac[i]))
                        | bits(now.address(batch.sourceHigh[i], batch.sourceLow[i]))
                        | bits(now.address(batch.destinationHigh[i], batch.destinationLow[i]));
        if (orders == 0) {
            return;
        }
        if (hidden) {
            ring.withhold();
        } else {
            ring.offer(batch.inBlock[i], flow, orders);
        }
    }

    private static int bits(int number) {
        return number == WatchList.NOT_WATCHED ? 0 : number;
    }

    void withdraw(long flow) {
        ring.withdraw(flow);
    }

    void publish() {
        ring.publish();
    }
}
