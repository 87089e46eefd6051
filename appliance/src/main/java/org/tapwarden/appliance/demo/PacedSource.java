package org.tapwarden.appliance.demo;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;

/// A capture played as if it happened now: its times are shifted so that it ends at a given moment,
/// and its frames come no sooner than that, sped up.
public final class PacedSource implements FrameSource {

    private static final long LONGEST_WAIT_NANOS = 20_000_000L;

    private final FrameSource capture;
    private final long firstNanos;
    private final long shiftNanos;
    private final double speed;
    private final long beganNanos;
    private final Block ahead = new Block();
    private int next;
    private boolean over;
    private volatile boolean closed;
    private volatile boolean played;

    /// @param firstNanos time of the capture's first frame
    /// @param shiftNanos added to every time
    /// @param speed how much faster than it was recorded
    public PacedSource(FrameSource capture, long firstNanos, long shiftNanos, double speed) {
        this.capture = capture;
        this.firstNanos = firstNanos;
        this.shiftNanos = shiftNanos;
        this.speed = speed;
        this.beganNanos = System.nanoTime();
    }

    /// The time that is being played now, shifted: what the wall clock is to a live tap.
    public LongSupplier clock() {
        return () -> firstNanos + shiftNanos + playedNanos();
    }

    private long playedNanos() {
        return (long) ((System.nanoTime() - beganNanos) * speed);
    }

    @Override
    public Read read(Block block, long waitNanos) throws IOException {
        if (closed) {
            return Read.END;
        }
        if (next >= ahead.count() && !over) {
            Read read = capture.read(ahead, 0);
            next = 0;
            if (read != Read.FRAMES) {
                over = true;
            }
        }
        if (over) {
            played = true;
            LockSupport.parkNanos(Math.min(waitNanos, LONGEST_WAIT_NANOS));
            return Read.IDLE;
        }
        long now = firstNanos + playedNanos();
        block.begin(ahead.segment(), ahead.window());
        while (next < ahead.count() && ahead.timestampNanos(next) <= now && !block.isFull()) {
            block.add(
                    ahead.offset(next),
                    ahead.capturedLength(next),
                    ahead.wireLength(next),
                    ahead.timestampNanos(next) + shiftNanos,
                    ahead.linkType(next),
                    ahead.vlan(next),
                    ahead.interfaceIndex(next));
            next++;
        }
        if (block.count() > 0) {
            return Read.FRAMES;
        }
        long wait = (long) ((ahead.timestampNanos(next) - now) / speed);
        LockSupport.parkNanos(Math.clamp(wait, 0, Math.min(waitNanos, LONGEST_WAIT_NANOS)));
        return Read.IDLE;
    }

    /// Whether all of the capture was handed out.
    public boolean isPlayed() {
        return played;
    }

    @Override
    public Losses losses() {
        return capture.losses();
    }

    @Override
    public void close() {
        closed = true;
        capture.close();
    }
}
