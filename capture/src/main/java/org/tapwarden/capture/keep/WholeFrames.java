package org.tapwarden.capture.keep;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.Caps;

/// Whole frames on their way from the capture threads to whoever keeps them under an order.
///
/// Each capture thread has a ring of its own; who is behind is skipped and counted. Nothing is
/// written here: one thread takes the frames out by {@link #drain}.
public final class WholeFrames {

    /// Each capture thread's ring.
    public static final int RING_BYTES = Caps.of(8 << 20, 1 << 17);

    private final List<FrameCopies> rings = new CopyOnWriteArrayList<>();

    /// A frame as it was on the wire, a tag that the kernel took out put back.
    ///
    /// @param bytes at most 16 KiB; cut where `wire` is more
    /// @param nanos since 1970
    /// @param flow its flow's id, 0 for none
    /// @param orders bits of the orders that want it
    public record WholeFrame(
            MemorySegment bytes, int wire, long nanos, int link, int iface, long flow, int orders) {

        /// Bytes of it that are there.
        public int length() {
            return (int) bytes.byteSize();
        }
    }

    /// Takes what came.
    public interface Receiver {

        /// A frame; its bytes are the receiver's own.
        void frame(WholeFrame frame);

        /// Nothing of this flow may be kept, also of what came before.
        void withdrawn(long flow);
    }

    /// One capture thread's end.
    public static final class Ring {

        private final FrameCopies copies;

        Ring(FrameCopies copies) {
            this.copies = copies;
        }

        /// Says which block the frames offered next lie in.
        public void begin(Block of) {
            copies.begin(of);
        }

        /// Copies frame `i` of the block.
        ///
        /// @param orders bits of those that want it
        public void offer(int i, long flow, int orders) {
            copies.offerWhole(i, flow, orders);
        }

        /// Counts a frame that was wanted and must not be kept.
        public void withhold() {
            copies.withhold();
        }

        /// Takes back what was copied of a flow.
        public void withdraw(long flow) {
            copies.withdraw(flow);
        }

        /// Shows the counters to other threads.
        public void publish() {
            copies.publish();
        }
    }

    /// A ring for one more capture thread.
    public Ring ring() {
        var copies = new FrameCopies(RING_BYTES);
        rings.add(copies);
        return new Ring(copies);
    }

    /// What became of the frames; `unread` says nothing here. Any thread.
    public FrameCopies.Counters counters() {
        var sum = FrameCopies.Counters.NONE;
        for (FrameCopies ring : rings) {
            sum = sum.plus(ring.counters());
        }
        return sum;
    }

    /// Hands out what is there. One thread.
    ///
    /// @param most of each ring
    /// @return how much it was
    public int drain(Receiver to, int most) {
        int taken = 0;
        for (FrameCopies ring : rings) {
            for (int n = 0; n < most && ring.hasHead(); n++) {
                if (ring.isWithdrawal()) {
                    to.withdrawn(ring.flow());
                } else {
                    to.frame(
                            new WholeFrame(
                                    MemorySegment.ofArray(ring.frame().toArray(JAVA_BYTE)),
                                    ring.wire(),
                                    ring.nanos(),
                                    ring.link(),
                                    ring.interfaceIndex(),
                                    ring.flow(),
                                    ring.marks()));
                }
                ring.take();
                taken++;
            }
        }
        return taken;
    }
}
