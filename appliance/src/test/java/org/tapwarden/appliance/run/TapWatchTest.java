package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Tap;
import org.tapwarden.capture.flow.LiveCapture;
import org.tapwarden.detector.Health.Condition;
import org.tapwarden.detector.Health.TapState;

class TapWatchTest {

    private static final long SECOND = 1_000_000_000L;

    private final TapWatch watch = new TapWatch(Duration.ofSeconds(60));

    @Test
    void a_plugged_in_interface_that_brings_nothing_for_a_minute_is_silent_until_it_does() {
        assertThat(look(Tap.State.LINKED, 0, 0).condition()).isEqualTo(Condition.WATCHED);
        assertThat(look(Tap.State.LINKED, 7, 30).condition()).isEqualTo(Condition.WATCHED);
        assertThat(look(Tap.State.LINKED, 7, 89).condition()).isEqualTo(Condition.WATCHED);
        TapState silent = look(Tap.State.LINKED, 7, 90);
        assertThat(silent.condition()).isEqualTo(Condition.SILENT);
        assertThat(silent.quiet()).isEqualTo(Duration.ofSeconds(60));
        assertThat(look(Tap.State.LINKED, 8, 91).condition()).isEqualTo(Condition.WATCHED);
    }

    @Test
    void one_that_is_down_or_gone_is_said_to_be_so_and_not_silent() {
        assertThat(look(Tap.State.NO_LINK, 7, 0).condition()).isEqualTo(Condition.NO_LINK);
        assertThat(look(Tap.State.NO_LINK, 7, 100).condition()).isEqualTo(Condition.NO_LINK);
        assertThat(look(Tap.State.GONE, 7, 200).condition()).isEqualTo(Condition.GONE);
    }

    @Test
    void a_gap_keeps_its_time() {
        var tap = new Tap("tap0", Tap.State.LINKED, 2, 3 * SECOND, 1_000 * SECOND, 1_001 * SECOND);
        TapState state = watch.look(List.of(new LiveCapture.Watched(tap, 1)), 0).getFirst();
        assertThat(state.gaps()).isEqualTo(2);
        assertThat(state.blind()).isEqualTo(Duration.ofSeconds(3));
        assertThat(state.lastGap()).isEqualTo(Instant.ofEpochSecond(1_000));
    }

    private TapState look(Tap.State state, long frames, long atSeconds) {
        var tap = new Tap("tap0", state, 0, 0, 0, 0);
        var watched = new LiveCapture.Watched(tap, frames);
        return watch.look(List.of(watched), atSeconds * SECOND).getFirst();
    }
}
