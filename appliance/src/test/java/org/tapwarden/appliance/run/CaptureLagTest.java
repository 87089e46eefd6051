package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tapwarden.detector.Health;

class CaptureLagTest {

    private static final long MILLI = 1_000_000L;

    private final AtomicLong wall = new AtomicLong(1_000_000 * MILLI);
    private final CaptureLag lag = new CaptureLag(wall::get);

    @Test
    void each_event_counts_in_its_step_and_all_above() {
        late(0);
        late(50 * MILLI);
        late(50 * MILLI + 1);
        late(20_000 * MILLI);
        Health.Lag now = lag.now();
        assertThat(atMost(now, 1)).isEqualTo(1);
        assertThat(atMost(now, 40)).isEqualTo(1);
        assertThat(atMost(now, 50)).isEqualTo(2);
        assertThat(atMost(now, 75)).isEqualTo(3);
        assertThat(atMost(now, 10_000)).isEqualTo(3);
        assertThat(now.count()).isEqualTo(4);
        assertThat(now.seconds()).isEqualTo(20.100000001);
    }

    /// Clocks are set back, and the kernel's may be another.
    @Test
    void a_frame_of_the_future_is_not_late() {
        late(-5 * MILLI);
        assertThat(atMost(lag.now(), 1)).isEqualTo(1);
        assertThat(lag.now().seconds()).isZero();
    }

    private void late(long nanos) {
        lag.see(wall.get() - nanos);
    }

    private static long atMost(Health.Lag lag, long millis) {
        return lag.steps().stream()
                .filter(step -> step.millis() == millis)
                .findFirst()
                .orElseThrow()
                .count();
    }
}
