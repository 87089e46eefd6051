package org.tapwarden.capture.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.flow.FlowLimits;
import org.tapwarden.capture.flow.FrameDecoder;
import org.tapwarden.capture.flow.LiveCapture;
import org.tapwarden.capture.flow.Pipeline;
import org.tapwarden.capture.flow.SilentInspector;
import org.tapwarden.capture.ring.AfPacketRing;

/// The appliance's own live loop with its flow table and nobody who looks into the flows: what
/// `bench/reference/ring_flows.c` is for C. `./check bench live` runs it in a network namespace:
///
/// `RingFlows INTERFACE BURSTS`
///
/// Packets come in bursts with silence between them; each burst is told in one line. The first ones
/// warm the compiler up; whoever reads the lines leaves them out.
final class RingFlows {

    /// The loop publishes its counters once a second, so a shorter silence could be none.
    private static final long SILENCE_NANOS = 2_500_000_000L;

    private static final long LOOK_NANOS = 100_000_000L;

    private final LiveCapture capture;
    private final FrameSource ring;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long thread;

    private RingFlows(LiveCapture capture, FrameSource ring) {
        this.capture = capture;
        this.ring = ring;
        this.thread = captureThread();
    }

    /// What the capture thread had used, and how far it had come.
    ///
    /// @param frames as of the loop's last tick
    private record Used(long frames, long flows, long cpuNanos, long allocated, long drops) {}

    public static void main(String[] arguments) throws IOException {
        int bursts = Integer.parseInt(arguments[1]);
        FrameSource ring = AfPacketRing.open(arguments[0]);
        Pipeline pipeline =
                Pipeline.of(FlowLimits.DEFAULTS, (table, events) -> new SilentInspector());
        try (var capture = new LiveCapture(pipeline, List.of(ring), RingFlows::wallNanos, 0)) {
            capture.start();
            new RingFlows(capture, ring).tell(bursts);
        }
    }

    private void tell(int bursts) throws IOException {
        System.out.println("ready");
        for (int i = 0; i < bursts; i++) {
            Used before = used();
            Used after = afterBurst(before);
            long frames = after.frames - before.frames;
            long cpuNanos = after.cpuNanos - before.cpuNanos;
            long allocated = after.allocated - before.allocated;
            System.out.printf(
                    Locale.ROOT,
                    "packets %d flows %d drops %d cpu-ns %d ns-per-packet %.1f"
                            + " allocated %d bytes-per-packet %.3f%n",
                    frames,
                    after.flows,
                    after.drops - before.drops,
                    cpuNanos,
                    (double) cpuNanos / frames,
                    allocated,
                    (double) allocated / frames);
        }
    }

    /// Waits for a burst and for the silence after it.
    private Used afterBurst(Used before) throws IOException {
        Used last = before;
        long changed = System.nanoTime();
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            IOException failure = capture.failure();
            if (failure != null) {
                throw failure;
            }
            Used now = used();
            if (now.frames != last.frames) {
                changed = System.nanoTime();
            } else if (now.frames > before.frames && System.nanoTime() - changed > SILENCE_NANOS) {
                return now;
            }
            last = now;
        }
    }

    private Used used() {
        return new Used(
                capture.frameCounters().stream().mapToLong(FrameDecoder.Counters::offered).sum(),
                capture.flowCounters().flowsLiving(),
                threads.getThreadCpuTime(thread),
                threads.getThreadAllocatedBytes(thread),
                ring.losses().kernelDrops());
    }

    private static long captureThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("capture-"))
                .mapToLong(Thread::threadId)
                .findFirst()
                .orElseThrow();
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
