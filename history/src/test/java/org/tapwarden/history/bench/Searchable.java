package org.tapwarden.history.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// How soon a flow can be found while 50,000 a second come in: `Searchable N FOLDER [ARRIVAL]
/// [SECONDS]`.
///
/// Flows go through spool, force and index as in the appliance, at a steady rate by the clock.
/// About once a second, at times that follow no beat of the history's own, one of them has a name
/// that no other has; it ends at the moment at which it is written to the spool, and from then on
/// its name is searched for every 20 ms, as a person would, until an answer has it. The delay ends
/// with that answer, so the search and the two forced rows of its audit are part of it.
final class Searchable {

    static final int RATE = 50_000;

    private static final int SECONDS = 60;

    /// For the compiler of the virtual machine; what is found then does not count.
    private static final int WARM_SECONDS = 15;

    private static final long SECOND = 1_000_000_000L;
    private static final long LOOK_EVERY = 20_000_000L;
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final long SEED = 7;

    private final Spool spool;
    private final FlowHistory history;
    private final FlowsOfNow flows;
    private final Random lots = new Random(SEED);
    private long probes;

    private Searchable(Spool spool, FlowHistory history, FlowsOfNow flows) {
        this.spool = spool;
        this.history = history;
        this.flows = flows;
    }

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        int seconds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : SECONDS;
        Path folder = run.folder().resolve("searchable");
        var flows = new FlowsOfNow(run.usualDay(), run.begin());
        try (Spool spool = Spool.open(folder.resolve("spool"), SpoolLimits.DEFAULT);
                FlowHistory history =
                        FlowHistory.open(
                                folder.resolve("history"),
                                spool,
                                run.settings(InstantSource.system()))) {
            spool.forceInBackground();
            var searchable = new Searchable(spool, history, flows);
            var _ = searchable.send(WARM_SECONDS);
            searchable.catchUp();
            double cpu = BenchRun.cpuSeconds();
            double sending = threadSeconds();
            double[] delays = searchable.send(seconds);
            sending = threadSeconds() - sending;
            cpu = BenchRun.cpuSeconds() - cpu;
            searchable.tell(run, seconds, delays, cpu, sending);
        }
    }

    private static double threadSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    /// @return how long after its end each of the probes was found, in milliseconds; infinity for
    ///   one that was not found in {@link #LONGEST}
    private double[] send(int seconds) throws IOException {
        try (ExecutorService looker = Executors.newSingleThreadExecutor()) {
            // What went into the spool before is found before: looking for one after the other
            // loses
            // nothing, and many that wait are not searched for at the same time.
            List<Future<Double>> found = new ArrayList<>();
            long began = System.nanoTime();
            long probeAt = pause();
            long sent = 0;
            for (long now = 0; now < seconds * SECOND; now = System.nanoTime() - began) {
                long wall = wallNanos();
                for (long due = now / 1_000 * RATE / 1_000_000; sent < due; sent++) {
                    append(flows.next(wall));
                }
                if (now >= probeAt) {
                    probeAt += pause();
                    String name = "probe-" + probes++ + ".example.org";
                    long end = System.nanoTime();
                    append(flows.named(name, wallNanos()));
                    found.add(looker.submit(() -> lookFor(name, end)));
                }
                LockSupport.parkNanos(500_000);
            }
            double[] delays = new double[found.size()];
            for (int i = 0; i < delays.length; i++) {
                delays[i] = result(found.get(i));
            }
            return delays;
        }
    }

    /// A second, three tenths more or less: the history refreshes in a beat of its own.
    private long pause() {
        return (long) ((0.7 + 0.6 * lots.nextDouble()) * SECOND);
    }

    private static double result(Future<Double> found) throws IOException {
        try {
            return found.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("a probe was not searched for: " + e.getMessage(), e);
        }
    }

    private void append(FlowRecord flow) throws IOException {
        if (spool.append(FlowCodec.encode(flow)) == Spool.DROPPED) {
            throw new IOException("the spool dropped a flow: " + spool.counts());
        }
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * SECOND + now.getNano();
    }

    /// @return milliseconds
    private double lookFor(String name, long endNanos) throws SearchRefused {
        var request =
                new Request(
                        "bench",
                        "command-line",
                        "measures the history",
                        "sni:" + name,
                        Instant.now().minus(Duration.ofHours(1)),
                        Instant.now().plus(Duration.ofHours(1)),
                        1);
        long look = endNanos + LOOK_EVERY;
        while (System.nanoTime() - endNanos < LONGEST.toNanos()) {
            LockSupport.parkNanos(look - System.nanoTime());
            look = Math.max(look + LOOK_EVERY, System.nanoTime());
            if (history.search(request).matched() == 1) {
                return (System.nanoTime() - endNanos) / 1e6;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /// What the cold beginning left behind must not be found late in what counts.
    private void catchUp() throws IOException {
        if (!spool.force() || !history.catchUp(Duration.ofMinutes(2))) {
            throw new IOException("the index did not catch up: " + history.counts());
        }
    }

    private void tell(BenchRun run, int seconds, double[] delays, double cpu, double sending)
            throws IOException {
        catchUp();
        long expected = (long) RATE * (WARM_SECONDS + seconds);
        long indexed = history.counts().written().indexed();
        double median = BenchRun.median(delays);
        run.tell("searchable.median", median);
        run.tell("searchable.p99", BenchRun.share(delays, 0.99));
        run.tell("searchable.max", BenchRun.share(delays, 1));
        run.tell("searchable.probes", delays.length);
        run.tell("searchable.rate", (double) indexed / (WARM_SECONDS + seconds));
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "%,d of %,d flows of %d s indexed, found after %.0f ms in the median of %d probes,"
                                + " at most %.0f; %.2f of %d processors, of it %.2f to make and"
                                + " write them",
                        indexed,
                        expected,
                        WARM_SECONDS + seconds,
                        median,
                        delays.length,
                        BenchRun.share(delays, 1),
                        cpu / seconds,
                        system.getAvailableProcessors(),
                        sending / seconds));
    }
}
