package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.run.Overloads.Kind;
import org.tapwarden.detector.Health.Overload;

class OverloadsTest {

    private static final long SECOND = 1_000_000_000L;

    private final Overloads overloads = new Overloads();

    @Test
    void a_flood_is_told_at_once_and_then_once_a_minute_with_its_sum() {
        assertThat(look(Kind.MAC_FLOOD, 0, 0)).isEmpty();
        assertThat(look(Kind.MAC_FLOOD, 3, 1)).hasSize(1);
        for (int second = 2; second < 61; second++) {
            assertThat(look(Kind.MAC_FLOOD, 1_000L * second, second)).hasSize(1);
        }
        List<Overload> two = look(Kind.MAC_FLOOD, 61_000, 61);
        assertThat(two).hasSize(2);
        assertThat(two.getLast().count()).isEqualTo(61_000 - 3);
        assertThat(look(Kind.MAC_FLOOD, 61_000, 200)).hasSize(2);
    }

    @Test
    void one_kind_does_not_silence_another() {
        assertThat(look(Kind.MAC_FLOOD, 1, 1)).hasSize(1);
        assertThat(look(Kind.FLOW_FLOOD, 1, 2)).extracting(Overload::kind).contains("flow-flood");
    }

    @Test
    void no_more_are_kept_than_the_cap() {
        for (int minute = 0; minute < Overloads.MOST_KEPT + 5; minute++) {
            look(Kind.NAME_FLOOD, minute + 1, 60L * minute);
        }
        assertThat(look(Kind.NAME_FLOOD, 0, 0)).hasSize(Overloads.MOST_KEPT);
    }

    private List<Overload> look(Kind kind, long total, long atSeconds) {
        return overloads.look(
                Map.of(kind, total), atSeconds * SECOND, Instant.ofEpochSecond(atSeconds));
    }
}
