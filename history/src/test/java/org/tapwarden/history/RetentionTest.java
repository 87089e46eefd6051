package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.Population;

class RetentionTest {

    private static final LocalDate DAY = LocalDate.parse("2026-01-01");

    @ParameterizedTest
    @CsvSource({
        "STUDENT, 2026-01-31T23:59:59Z, false",
        "STUDENT, 2026-02-01T00:00:00Z, true",
        "GUEST, 2026-02-01T00:00:00Z, true",
        "UNKNOWN, 2026-02-01T00:00:00Z, true",
        "STAFF, 2026-06-30T23:59:59Z, false",
        "STAFF, 2026-07-01T00:00:00Z, true",
        "INFRASTRUCTURE, 2026-06-30T23:59:59Z, false",
        "INFRASTRUCTURE, 2026-07-01T00:00:00Z, true"
    })
    void a_day_is_over_when_its_last_moment_is(Population who, Instant now, boolean over) {
        assertThat(Retention.DEFAULT.isOver(DAY, who, now)).isEqualTo(over);
    }

    @Test
    void without_a_number_flows_are_kept() {
        assertThat(Retention.FOR_EVER.isOver(DAY, Population.STUDENT, Instant.MAX)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "36501"})
    void days_that_make_no_sense_are_refused(int days) {
        assertThatThrownBy(() -> new Retention(Map.of(Population.STAFF, days)))
                .hasMessage("flows of staff cannot be kept " + days + " days; 1 to 36500 can be");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31-student, true",
        "2026-01-31-student-2, true",
        "2026-01-31-student-17, true",
        "2026-01-31-student-1, false",
        "2026-01-31-student-02, false",
        "2026-01-31-STUDENT, false",
        "2026-02-30-student, false",
        "2026-01-31-nobody, false",
        "2026-01-31, false",
        "x, false"
    })
    void a_folder_is_ours_or_left_alone(String name, boolean ours) {
        assertThat(PartitionKey.of(name).map(PartitionKey::name).isPresent()).isEqualTo(ours);
    }
}
