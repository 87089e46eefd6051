package org.tapwarden.history.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    private static final int FILTERS = 200;

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
        assertThat(telling).as("filters that match some flows and not most").isGreaterThan(80);
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
