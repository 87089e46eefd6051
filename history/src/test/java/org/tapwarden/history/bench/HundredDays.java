package org.tapwarden.history.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.Upkeep;

/// Makes a history of a hundred days of 20,000 flows each and seals all of it: `HundredDays N
/// FOLDER [ARRIVAL]`. A day has an index for each population.
final class HundredDays {

    private HundredDays() {}

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        BenchRun days = run.hundredDays();
        long began = System.nanoTime();
        Ingesting.fill(days);
        int sealed;
        try (FlowHistory history = FlowHistory.openToSearch(days.history(), days.settings())) {
            var _ = history.upkeep().seal(true, _ -> {});
            List<Upkeep.Index> all = history.upkeep().stats().indexes();
            sealed = (int) all.stream().filter(Upkeep.Index::isSealed).count();
            long slices = all.stream().mapToLong(Upkeep.Index::slices).sum();
            if (sealed != all.size() || slices != days.count()) {
                throw new IOException(
                        sealed + " of " + all.size() + " indexes sealed, of " + slices + " flows");
            }
        }
        Path flows = days.history().resolve("flows");
        run.tell("days.indexes", sealed);
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "a hundred days, %,d flows in %d sealed indexes of %,d bytes, made in %.0f s",
                        days.count(),
                        sealed,
                        BenchRun.bytes(flows),
                        (System.nanoTime() - began) / 1e9));
    }
}
