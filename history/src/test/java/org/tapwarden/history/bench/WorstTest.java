package org.tapwarden.history.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.bench.SchoolDay.Arrival;

/// What the measurements ask and send is what they say.
class WorstTest {

    private static final long SECOND = 1_000_000_000L;

    @TempDir private Path folder;

    @Test
    void each_of_the_worst_questions_is_allowed_and_finds_something() throws IOException {
        var run = new BenchRun(20_000, folder, Arrival.AS_TIMED_OUT);
        Ingesting.fill(run);
        var range = new Worst.Range(run.firstHour(), run.end());
        try (FlowHistory history = FlowHistory.openToSearch(run.history(), run.settings())) {
            for (Worst one : Worst.values()) {
                assertThat(one.ask(history, range)).as(one.text()).isEmpty();
            }
            var before = new Worst.Range(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1)));
            assertThat(Worst.NAMES.ask(history, before)).isEqualTo("nothing matches");
        }
    }

    @Test
    void flows_are_told_now_as_late_after_their_ends_as_ever() {
        LocalDate date = LocalDate.of(2026, 10, 1);
        var day = new SchoolDay(1, date, SchoolDay.USUAL_DAY, Arrival.AS_TIMED_OUT);
        Instant begin = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        var flows = new FlowsOfNow(day, begin);
        long index = day.toldFrom((begin.getEpochSecond() + 36_000) * SECOND, SchoolDay.USUAL_DAY);
        long now = 1_790_000_000L * SECOND;
        for (int i = 0; i < 1_000; i++) {
            FlowRecord flow = flows.next(now);
            FlowRecord then = day.flow(index + i);
            long late = day.told(index + i) - then.slice().endNanos();
            assertThat(now - flow.slice().endNanos()).isEqualTo(late);
            assertThat(flow.whole().endNanos() - flow.whole().startNanos())
                    .isEqualTo(then.whole().endNanos() - then.whole().startNanos());
            assertThat(flow.identity()).isEqualTo(then.identity());
            assertThat(flow.names()).isEqualTo(then.names());
        }
        FlowRecord named = flows.named("probe-1.example.org", now);
        assertThat(named.slice().endNanos()).isEqualTo(now);
        assertThat(named.names().serverName()).isEqualTo("probe-1.example.org");
        assertThat(named.identity().isFinal()).isTrue();
    }
}
