package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShardOwnerTest {

    private static final long MILLI = 1_000_000L;
    private static final long FULL_SECOND = 1_760_000_000_000L * MILLI;

    /// The table ends flows at full seconds; a tick that comes later makes each of them late.
    @Test
    void ticks_come_at_full_seconds_whatever_the_first_frames_time() {
        var owner =
                new ShardOwner(
                        Pipeline.of(FlowLimits.DEFAULTS, (_, _) -> new SilentInspector()),
                        0,
                        1,
                        () -> FULL_SECOND + 900 * MILLI,
                        1,
                        7,
                        null,
                        null);
        assertThat(owner.tickIfDue()).isTrue();
        assertThat(tickAt(owner, 999)).isFalse();
        assertThat(tickAt(owner, 1_000)).isTrue();
        assertThat(tickAt(owner, 1_950)).isFalse();
        assertThat(tickAt(owner, 2_030)).isTrue();
        assertThat(tickAt(owner, 2_999)).isFalse();
        assertThat(tickAt(owner, 3_000)).isTrue();
    }

    private static boolean tickAt(ShardOwner owner, long millis) {
        owner.see(FULL_SECOND + millis * MILLI);
        return owner.tickIfDue();
    }
}
