package org.tapwarden.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.classifier.Population;
import org.tapwarden.history.Retention;
import org.tapwarden.history.Room;

class ScheduleTest {

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void without_a_schedule_the_defaults_hold_and_are_told() throws IOException {
        Schedule schedule = Schedule.of(json("{}"));
        assertThat(schedule.retention()).isEqualTo(Retention.DEFAULT);
        assertThat(schedule.retention().room()).isEqualTo(Room.ANY);
        assertThat(schedule.assumed().orElseThrow())
                .contains("student 30", "guest 30", "unknown 30", "staff 180", "infrastructure 180")
                .doesNotContain("\n");
    }

    @Test
    void what_is_settled_is_not_told() throws IOException {
        Schedule some = Schedule.of(json("{'keep-days': {'staff': 90, 'guest': 7}}"));
        assertThat(some.retention().days())
                .containsEntry(Population.STAFF, 90)
                .containsEntry(Population.GUEST, 7)
                .containsEntry(Population.STUDENT, 30);
        assertThat(some.assumed().orElseThrow()).contains("student 30").doesNotContain("guest");
        Schedule all =
                Schedule.of(
                        json(
                                "{'keep-days': {'staff': 1, 'guest': 1, 'student': 1,"
                                        + " 'infrastructure': 1, 'unknown': 1},"
                                        + " 'most-gigabytes': 500, 'least-free-percent': 10}"));
        assertThat(all.assumed()).isEmpty();
        assertThat(all.retention().room()).isEqualTo(new Room(500_000_000_000L, 10));
    }

    @Test
    void a_population_that_neither_names_stops_the_start() throws IOException {
        Map<Population, Integer> usual = new EnumMap<>(Retention.DEFAULT.days());
        usual.remove(Population.INFRASTRUCTURE);
        JsonNode none = json("{'keep-days': {'staff': 90}}");
        assertThatThrownBy(() -> Schedule.of(none, usual))
                .hasMessage(
                        "history.keep-days: says nothing about 'infrastructure', and there is no"
                                + " default; name its days");
        JsonNode named = json("{'keep-days': {'infrastructure': 90}}");
        assertThat(Schedule.of(named, usual).retention().days())
                .containsEntry(Population.INFRASTRUCTURE, 90);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'keep-days': {'staff': 0}} | history.keep-days.staff: '0' must be",
                "{'keep-days': {'teachers': 9}} | history.keep-days.teachers: no such key",
                "{'keep-days': 30} | history.keep-days: must be a list",
                "{'most-gigabytes': 0} | history.most-gigabytes: '0' must be",
                "{'most-gigabytes': 'many'} | history.most-gigabytes: 'many' must be",
                "{'least-free-percent': 91} | history.least-free-percent: '91' must be",
                "{'days': 9} | history.days: no such key"
            })
    void what_makes_no_sense_stops_the_start(String text, String message) throws IOException {
        JsonNode node = json(text);
        assertThatThrownBy(() -> Schedule.of(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
