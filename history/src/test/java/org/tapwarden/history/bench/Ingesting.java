package org.tapwarden.history.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowHistory;

/// Sends flows the way that they go in the appliance: written as records, appended to the spool,
/// forced to the disk five times a second, read again by the history's own thread, indexed, merged,
/// committed, and each day sealed when it is over, the last one too. Counts the CPU of the whole
/// process, its start and end included: `Ingesting N FOLDER [ARRIVAL]`.
final class Ingesting {

    /// How far the index may lag behind the spool: less than the spool holds, so that nothing is
    /// dropped, and little enough that it is read from memory, as in an appliance.
    private static final long LONGEST_LAG = 256L << 20;

    private static final int LOOK_EVERY = 1_024;
    private static final Duration LONG = Duration.ofMinutes(30);

    private final Spool spool;
    private final FlowHistory history;
    private final AtomicReference<Instant> wall;

    private Ingesting(Spool spool, FlowHistory history, AtomicReference<Instant> wall) {
        this.spool = spool;
        this.history = history;
        this.wall = wall;
    }

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        long began = System.nanoTime();
        long spooled = ingest(run);
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = BenchRun.cpuSeconds();
        Path flows = run.history().resolve("flows");
        run.tell("ingest.cpu", cpu);
        run.tell("ingest.seconds", seconds);
        run.tell("ingest.bytes", BenchRun.bytes(flows));
        run.tell("ingest.spooled", spooled);
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "%,d flows in %.1f s and %.1f CPU-seconds, making them included; index %,d bytes",
                        run.count(),
                        seconds,
                        cpu,
                        BenchRun.bytes(flows)));
    }

    /// Brings all flows of a run into its history. The wall clock goes with the flows, so that days
    /// end as they do in an appliance.
    ///
    /// @return bytes that went into the spool
    static long ingest(BenchRun run) throws IOException {
        return ingest(run, true);
    }

    /// The same; what is not sealed by the way stays open.
    static void fill(BenchRun run) throws IOException {
        var _ = ingest(run, false);
    }

    private static long ingest(BenchRun run, boolean sealed) throws IOException {
        var wall = new AtomicReference<>(run.begin());
        try (Spool spool = Spool.open(run.spool(), SpoolLimits.DEFAULT);
                FlowHistory history =
                        FlowHistory.open(run.history(), spool, run.settings(wall::get))) {
            spool.forceInBackground();
            var ingesting = new Ingesting(spool, history, wall);
            ingesting.send(run);
            if (sealed) {
                ingesting.waitForSeals();
            }
            ingesting.check(run);
            return spool.end();
        }
    }

    private void send(BenchRun run) throws IOException {
        SchoolDay day = run.flows();
        for (long i = 0; i < run.count(); i++) {
            FlowRecord flow = day.flow(i);
            if (spool.append(FlowCodec.encode(flow)) == Spool.DROPPED) {
                throw new IOException("the spool dropped a flow: " + spool.counts());
            }
            if (i % LOOK_EVERY == 0) {
                wall.set(Instant.ofEpochSecond(0, flow.slice().endNanos()));
                waitForIndex();
            }
        }
        wall.set(run.afterwards());
        if (!spool.force() || !history.catchUp(LONG)) {
            throw new IOException("the index did not catch up: " + history.counts());
        }
    }

    private void check(BenchRun run) throws IOException {
        FlowHistory.Written written = history.counts().written();
        if (written.indexed() != run.count() || written.gaps() > 0 || written.diskErrors() > 0) {
            throw new IOException("not every flow was indexed: " + written);
        }
    }

    private void waitForSeals() throws IOException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (history.counts().written().sealed() < history.counts().partitions()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("not every day was sealed: " + history.counts());
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void waitForIndex() {
        while (spool.end() - history.counts().written().committedOffset() > LONGEST_LAG) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
