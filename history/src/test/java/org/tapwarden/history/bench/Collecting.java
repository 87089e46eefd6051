package org.tapwarden.history.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;

/// Sends the flows to nfdump's collector, an hour of event time after the other: `Collecting N
/// FOLDER [ARRIVAL]`.
final class Collecting {

    private Collecting() {}

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        collect(run);
        Nfdump nfdump = run.nfdump();
        run.tell("nfdump.bytes", nfdump.bytes());
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "nfdump keeps the same flows, without names and labels, in %,d bytes",
                        nfdump.bytes()));
    }

    /// Brings all flows of a run into nfdump's files.
    static void collect(BenchRun run) throws IOException {
        Nfdump nfdump = run.nfdump();
        Files.createDirectories(nfdump.folder());
        long written = Nfdump.write(run.flows(), run.count(), run.firstHour(), nfdump.folder());
        if (written != run.count()) {
            throw new IOException(
                    written + " of " + run.count() + " flows went into nfdump's files");
        }
    }
}
