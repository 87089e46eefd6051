package org.tapwarden.appliance.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.tapwarden.detector.Health;

/// How late what frames tell is heard: from the kernel's time of the frame until the deciding
/// thread takes the event that the frame caused, by the wall clock. What lies between is the
/// kernel's block that must fill or grow old, the capture thread, the event rings, and every pause
/// of these.
///
/// Counted in steps, so that it never grows. The deciding thread writes, anybody reads.
final class CaptureLag {

    /// Up to so many milliseconds; later is a step more.
    private static final long[] STEPS = {
        1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000,
        10_000
    };

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final LongSupplier wallNanos;
    private final AtomicLongArray counts = new AtomicLongArray(STEPS.length + 1);
    private volatile long sumNanos;

    /// @param wallNanos the clock of the tap, since 1970
    CaptureLag(LongSupplier wallNanos) {
        this.wallNanos = wallNanos;
    }

    /// An event is taken now.
    ///
    /// @param frameNanos when its frame came, since 1970
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void see(long frameNanos) {
        long lag = Math.max(0, wallNanos.getAsLong() - frameNanos);
        int step = 0;
        while (step < STEPS.length && lag > STEPS[step] * NANOS_PER_MILLI) {
            step++;
        }
        counts.setRelease(step, counts.getPlain(step) + 1);
        sumNanos += lag;
    }

    Health.Lag now() {
        List<Health.Lag.Step> steps = new ArrayList<>();
        long all = 0;
        for (int i = 0; i < STEPS.length; i++) {
            all += counts.getAcquire(i);
            steps.add(new Health.Lag.Step(STEPS[i], all));
        }
        return new Health.Lag(steps, all + counts.getAcquire(STEPS.length), sumNanos / 1e9);
    }
}
