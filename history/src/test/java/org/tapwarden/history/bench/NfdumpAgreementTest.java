package org.tapwarden.history.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.bench.NfdumpFilters.Filter;
import org.tapwarden.history.bench.SchoolDay.Arrival;

/// The history counts as nfdump does, which was written by others and reads another format.
///
/// "Ends in the window" means: the slice's last packet came at the window's begin or later, and
/// before its end, to the millisecond. Windows begin and end at full hours here, and each of
/// nfdump's files holds what ended in one hour.
class NfdumpAgreementTest {

    private static final int FLOWS = 200_000;
    private static final int FILTERS = Boolean.getBoolean("tapwarden.whole") ? 200 : 80;

    @TempDir private Path folder;

    @Test
    void counts_as_many_flows_as_nfdump_for_generated_filters() throws IOException, SearchRefused {
        assumeThat(Nfcapd.isInstalled()).as("nfcapd and nfdump are installed").isTrue();
        var run = new BenchRun(FLOWS, folder, Arrival.JITTERED);
        Collecting.collect(run);
        long spooled = Ingesting.ingest(run);
        assertThat(spooled).isPositive();
        SchoolDay day = run.flows();
        var draw = new Draw(6).at(1);
        var filters = new NfdumpFilters(draw, () -> day.flow(draw.below(FLOWS)));
        int telling = 0;
        try (FlowHistory history = FlowHistory.openToSearch(run.history(), run.settings())) {
            for (int i = 0; i < FILTERS; i++) {
                Filter filter = filters.any();
                Instant first = run.begin().plus(Duration.ofHours(draw.below(12)));
                Instant last = first.plus(Duration.ofHours(draw.below(12)));
                long theirs = run.nfdump().count(first, last, filter.theirs());
                long ours = count(history, filter, first, last.plus(Duration.ofHours(1)));
                assertThat(ours).as("%s, from %s to %s", filter, first, last).isEqualTo(theirs);
                telling += theirs > 0 && theirs < FLOWS / 2 ? 1 : 0;
            }
        }
        assertThat(telling)
                .as("filters that match some flows and not most")
                .isGreaterThan(FILTERS * 2 / 5);
    }

    /// So it is known what a table of top talkers must be compared with.
    @Test
    void a_statistic_of_nfdump_counts_both_directions_under_the_source() throws IOException {
        assumeThat(Nfcapd.isInstalled()).as("nfcapd and nfdump are installed").isTrue();
        var run = new BenchRun(FLOWS / 10, folder, Arrival.IN_ORDER);
        Collecting.collect(run);
        Instant hour = run.begin().plus(Duration.ofHours(10));
        long from = hour.getEpochSecond() * 1_000_000_000L;
        long to = from + Duration.ofHours(1).toNanos();
        SchoolDay day = run.flows();
        Map<Address, Long> bytes = new HashMap<>();
        for (int i = 0; i < run.count(); i++) {
            FlowRecord flow = day.flow(i);
            long end = flow.slice().endNanos();
            if (end >= from && end < to) {
                bytes.merge(flow.conversation().source(), flow.slice().bytes(), Long::sum);
            }
        }
        List<Nfdump.Talker> expected =
                bytes.entrySet().stream()
                        .map(entry -> new Nfdump.Talker(entry.getKey(), entry.getValue()))
                        .sorted(Comparator.comparingLong(Nfdump.Talker::bytes).reversed())
                        .limit(10)
                        .toList();
        assertThat(run.nfdump().top(hour, hour, 10)).isEqualTo(expected);
    }

    private static long count(FlowHistory history, Filter filter, Instant from, Instant to)
            throws SearchRefused {
        Answer answer =
                history.search(
                        new Request(
                                "ann",
                                "command-line",
                                "compares the history with nfdump",
                                filter.ours(),
                                from,
                                to,
                                1));
        assertThat(answer.complete()).isTrue();
        return answer.matched();
    }
}
