package org.tapwarden.history.payload;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.flow.WholePayload;
import org.tapwarden.capture.keep.FrameCopies;
import org.tapwarden.capture.keep.LowPriority;
import org.tapwarden.capture.keep.WholeFrames;

/// The thread that takes whole frames from the capture threads and has orders keep them, and that
/// ends orders when their time is over. Nobody waits for it.
public final class PayloadKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PayloadKeeper.class);
    private static final int FRAMES_A_ROUND = 4_096;
    private static final long PAUSE_NANOS = 20_000_000L;
    private static final long TICK_NANOS = 500_000_000L;

    private final PayloadOrders orders;
    private final WholeFrames frames = new WholeFrames();
    private final Settling settling;
    private final Thread thread;
    private long tickAt = System.nanoTime();
    private boolean failing;
    private volatile boolean closing;
    private volatile Map<String, Long> latest = Map.of();

    /// @param orders closed with this
    public PayloadKeeper(PayloadOrders orders) {
        this.orders = orders;
        this.settling = new Settling(System::nanoTime, orders::withdraw);
        this.latest = orders.counters();
        this.thread = Thread.ofPlatform().daemon().name("payload-keeper").unstarted(this::run);
    }

    /// What the capture needs of it.
    public WholePayload capture() {
        return new WholePayload(frames, orders::subjects);
    }

    public PayloadOrders orders() {
        return orders;
    }

    public void start() {
        thread.start();
    }

    /// Nothing of a flow may be kept. Any thread, which does not wait.
    public void hide(long flow) {
        settling.hide(flow);
    }

    private void run() {
        if (!LowPriority.take()) {
            LOG.warn("the kernel does not let whole payload be kept at a low priority");
        }
        while (!closing) {
            if (round() == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        // What has not waited long enough is not kept: a name might still have come.
        round();
    }

    private int round() {
        int taken = 0;
        try {
            taken = frames.drain(settling, FRAMES_A_ROUND);
            settling.release(orders::keep);
            if (System.nanoTime() - tickAt >= 0) {
                tickAt = System.nanoTime() + TICK_NANOS;
                orders.tick();
                latest = orders.counters();
            }
            failing = false;
        } catch (RuntimeException e) {
            // It must come round again, whatever happened: orders have to end.
            if (!failing) {
                LOG.error("whole payload cannot be kept, trying again", e);
            }
            failing = true;
        }
        return failing ? 0 : taken;
    }

    /// Counters by name, half a second old at most. Any thread, which does not wait.
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>(latest);
        FrameCopies.Counters copies = frames.counters();
        counters.put("payload_frames_skipped", copies.skipped() + settling.skipped());
        counters.put("payload_frames_withheld", copies.withheld() + settling.withheld());
        return counters;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        orders.close();
    }
}
