package org.tapwarden.history.payload;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.keep.WholeFrames;
import org.tapwarden.capture.keep.WholeFrames.WholeFrame;

/// Holds frames in memory until it is known whether their flow may be kept: a name that is
/// protected often stands in the fourth frame only. Owned by one thread but for {@link #hide}.
final class Settling implements WholeFrames.Receiver {

    static final int MOST_BYTES = Caps.of(32 << 20, 1 << 16);

    /// Flows that must not be kept; those hidden longest ago are forgotten.
    static final int MOST_HIDDEN = Caps.of(1 << 16, 16);

    /// Flows of which the deciding thread said so, and nobody listened yet.
    static final int MOST_TOLD = Caps.of(1 << 14, 32);

    static final long SETTLING_NANOS = 2_000_000_000L;
    private static final int AROUND = 100;

    private final LongSupplier nanos;
    private final LongConsumer withdraw;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<Long> hidden = new LinkedHashSet<>();
    private final Queue<Long> told = new ArrayBlockingQueue<>(MOST_TOLD);
    private volatile boolean toldTooMuch;
    private long bytes;
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong withheld = new AtomicLong();

    private record Waiting(WholeFrame frame, long due) {}

    /// @param withdraw is told of flows whose frames may have been handed on already
    Settling(LongSupplier nanos, LongConsumer withdraw) {
        this.nanos = nanos;
        this.withdraw = withdraw;
    }

    /// Nothing of a flow may be kept. Any thread, which does not wait.
    void hide(long flow) {
        if (!told.offer(flow)) {
            toldTooMuch = true;
        }
    }

    /// Frames for which there was no room.
    long skipped() {
        return skipped.get();
    }

    /// Frames of flows that must not be kept, as far as they came here.
    long withheld() {
        return withheld.get();
    }

    @Override
    public void frame(WholeFrame frame) {
        int size = frame.length() + AROUND;
        if (hidden.contains(frame.flow())) {
            withheld.incrementAndGet();
        } else if (bytes + size > MOST_BYTES) {
            skipped.incrementAndGet();
        } else {
            bytes += size;
            waiting.addLast(new Waiting(frame, nanos.getAsLong() + SETTLING_NANOS));
        }
    }

    @Override
    public void withdrawn(long flow) {
        hidden.remove(flow); // to its end it comes again
        hidden.add(flow);
        if (hidden.size() > MOST_HIDDEN) {
            Iterator<Long> oldest = hidden.iterator();
            long forgotten = oldest.next();
            oldest.remove();
            drop(forgotten);
        }
        withdraw.accept(flow);
    }

    private void drop(long flow) {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            WholeFrame frame = each.next().frame();
            if (frame.flow() == flow) {
                each.remove();
                bytes -= frame.length() + AROUND;
                withheld.incrementAndGet();
            }
        }
    }

    /// Hands on what has waited long enough.
    void release(Consumer<WholeFrame> to) {
        if (toldTooMuch) {
            // Nobody knows which flows were meant: none of what waits goes on.
            toldTooMuch = false;
            skipped.addAndGet(waiting.size());
            waiting.clear();
            bytes = 0;
        }
        for (Long flow = told.poll(); flow != null; flow = told.poll()) {
            withdrawn(flow);
        }
        long now = nanos.getAsLong();
        while (!waiting.isEmpty() && now - waiting.getFirst().due() >= 0) {
            WholeFrame frame = waiting.removeFirst().frame();
            bytes -= frame.length() + AROUND;
            if (hidden.contains(frame.flow())) {
                withheld.incrementAndGet();
            } else {
                to.accept(frame);
            }
        }
    }
}
