package org.tapwarden.detector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.detector.Dispositions.Disposition;
import org.tapwarden.detector.Dispositions.Precision;
import org.tapwarden.detector.segment.Segments;

class DispositionsTest {

    private static final Instant AT = Instant.parse("2026-11-26T08:00:00Z");

    @TempDir Path folder;

    private SensorStore open() throws IOException {
        return new SensorStore(folder.resolve("sensor.db"), Segments.UNDECLARED);
    }

    @Test
    void the_last_judgement_counts_and_survives_a_restart() throws IOException {
        try (SensorStore store = open()) {
            for (long id = 1; id <= 3; id++) {
                store.alert(SensorStoreTest.alert(id, id), Optional.empty());
            }
            store.awaitCommitted(store.submitted());
            store.dispose(1, Disposition.FALSE_ALARM, "kim", "a dock", AT);
            store.dispose(1, Disposition.CONFIRMED, "kim", "no, a router", AT.plusSeconds(60));
            store.dispose(2, Disposition.FALSE_ALARM, "kim", "a dock", AT);
            store.dispose(3, Disposition.APPROVED, "lee", "ticket 4711", AT);
        }
        try (SensorStore store = open()) {
            assertThat(store.of(1))
                    .hasValueSatisfying(d -> {
                        assertThat(d.disposition()).isEqualTo(Disposition.CONFIRMED);
                        assertThat(d.why()).isEqualTo("no, a router");
                    });
            assertThat(store.of(4)).isEmpty();
            assertThat(store.precision()).containsOnlyKeys("rogue-router");
            Precision precision = store.precision().get("rogue-router");
            assertThat(precision).isEqualTo(new Precision(1, 1, 1));
            assertThat(precision.share()).isEqualTo(2.0 / 3);
        }
    }

    @Test
    void nothing_is_judged_that_is_not_there_or_without_a_reason() throws IOException {
        try (SensorStore store = open()) {
            assertThatThrownBy(() -> store.dispose(9, Disposition.CONFIRMED, "kim", "why", AT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no case 9");
            store.alert(SensorStoreTest.alert(1, 1), Optional.empty());
            store.awaitCommitted(store.submitted());
            assertThatThrownBy(() -> store.dispose(1, Disposition.CONFIRMED, "kim", " ", AT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("say why");
        }
    }
}
