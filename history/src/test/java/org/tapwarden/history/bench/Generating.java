package org.tapwarden.history.bench;

import java.io.IOException;
import java.util.Locale;
import org.tapwarden.classifier.FlowRecord;

/// What it takes to make the flows and nothing else, so that nobody has to guess how much of {@link
/// Ingesting} it is: `Generating N FOLDER [ARRIVAL]`.
final class Generating {

    private Generating() {}

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        SchoolDay day = run.flows();
        long bytes = 0;
        for (long i = 0; i < run.count(); i++) {
            FlowRecord flow = day.flow(i);
            bytes += flow.slice().bytes();
        }
        double cpu = BenchRun.cpuSeconds();
        run.tell("generate.cpu", cpu);
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "making %,d flows of %,d bytes alone takes %.1f CPU-seconds, %.0f ns a flow",
                        run.count(),
                        bytes,
                        cpu,
                        cpu * 1e9 / run.count()));
    }
}
