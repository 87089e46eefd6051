package org.tapwarden.history.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.HistorySettings;

/// How much an analyst slows the taking in of flows, who asks the worst question that is allowed,
/// again and again, over all that there is: `Slowing N FOLDER [ARRIVAL]`, behind {@link Ingesting}.
///
/// The spool is filled first, so that the index takes in as much as it can, and counts what it took
/// in windows: one alone, one with the analyst, and so on. First each of {@link Worst} has its
/// turn; the one that cost most is asked in the windows that count.
final class Slowing {

    /// Commits come every three seconds: a window holds two of them.
    private static final Duration WINDOW = Duration.ofSeconds(6);

    private static final Duration TRIAL = Duration.ofSeconds(2);
    private static final Duration WARM = Duration.ofSeconds(6);
    private static final int PAIRS = 4;

    /// Enough for all windows at 390,000 a second.
    private static final long MOST = 34_000_000;

    /// Room for all of them; how full a spool may become is not what is measured.
    private static final SpoolLimits LIMITS =
            new SpoolLimits(64L << 20, 16L << 30, Duration.ofMillis(200));

    private static final long LEAST = 6_000_000;

    private final Spool spool;
    private final FlowHistory history;
    private final double share;

    /// One window beside somebody who asks.
    ///
    /// @param rate flows a second
    /// @param answers a second
    private record Asked(double rate, double answers) {}

    /// Rates of windows in pairs, in flows a second.
    private record Rates(List<Double> alone, List<Double> asked, double answers) {

        double slowdown() {
            return 1 - median(asked) / median(alone);
        }

        static double median(List<Double> rates) {
            return BenchRun.median(rates.stream().mapToDouble(r -> r).toArray());
        }
    }

    private Slowing(Spool spool, FlowHistory history, double share) {
        this.spool = spool;
        this.history = history;
        this.share = share;
    }

    public static void main(String[] arguments) throws IOException {
        BenchRun run = BenchRun.of(arguments);
        long flows = Math.clamp(run.count(), LEAST, MOST);
        // The flows of two and a bit days; none of these days is over, so none is sealed meanwhile.
        Instant noon = run.end().plus(Duration.ofHours(12));
        HistorySettings settings =
                run.settings(InstantSource.fixed(noon)).withBudget(HistorySettings.BUDGET);
        try (Spool spool = Spool.open(run.spool(), LIMITS)) {
            spool.forceInBackground();
            fill(spool, run.flowsAfterwards(), flows);
            try (FlowHistory history = FlowHistory.open(run.history(), spool, settings)) {
                new Slowing(spool, history, (double) flows / MOST).measure(run, noon);
            }
        }
    }

    private static void fill(Spool spool, SchoolDay day, long flows) throws IOException {
        for (long i = 0; i < flows; i++) {
            if (spool.append(FlowCodec.encode(day.flow(i))) == Spool.DROPPED) {
                throw new IOException("the spool dropped a flow: " + spool.counts());
            }
        }
        if (!spool.force()) {
            throw new IOException("the spool could not be forced: " + spool.counts());
        }
    }

    private void measure(BenchRun run, Instant noon) throws IOException {
        var range = new Worst.Range(run.firstHour(), noon.plus(Duration.ofDays(3)));
        var _ = rate(WARM);
        Worst worst = worst(range);
        Rates rates = pairs(worst, range);
        say(worst, rates);
        FlowHistory.Written written = history.counts().written();
        if (written.gaps() > 0 || written.diskErrors() > 0 || written.tooFarAhead() > 0) {
            throw new IOException("not every flow was indexed: " + written);
        }
        run.tell("slowing.percent", 100 * rates.slowdown());
        run.tell("slowing.alone", Rates.median(rates.alone));
        run.tell("slowing.asked", Rates.median(rates.asked));
    }

    /// The one beside which least is taken in, in a short window each.
    private Worst worst(Worst.Range range) throws IOException {
        double before = rate(TRIAL);
        Worst worst = Worst.values()[0];
        double least = Double.POSITIVE_INFINITY;
        var text = new StringBuilder();
        for (Worst one : Worst.values()) {
            Asked asked = asked(one, range, TRIAL);
            text.append(
                    String.format(
                            Locale.ROOT,
                            ", %,.0f beside %s (%.1f answers a second)",
                            asked.rate,
                            one.text(),
                            asked.answers));
            if (asked.rate < least) {
                least = asked.rate;
                worst = one;
            }
        }
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "%,.0f flows a second alone%s, %,.0f alone again",
                        before,
                        text,
                        rate(TRIAL)));
        return worst;
    }

    private static void say(Worst one, Rates rates) {
        BenchRun.say(
                String.format(
                        Locale.ROOT,
                        "%,.0f flows a second alone, %,.0f while somebody asks %.1f times a second:"
                                + " %.1f %% less: %s; each window alone and asked: %s",
                        Rates.median(rates.alone),
                        Rates.median(rates.asked),
                        rates.answers,
                        100 * rates.slowdown(),
                        one.text(),
                        windows(rates)));
    }

    private static String windows(Rates rates) {
        var text = new StringBuilder();
        for (int i = 0; i < rates.alone.size(); i++) {
            text.append(
                    String.format(
                            Locale.ROOT, " %,.0f %,.0f", rates.alone.get(i), rates.asked.get(i)));
        }
        return text.toString().strip();
    }

    /// Every other pair the other way round, so that neither profits from coming first.
    private Rates pairs(Worst question, Worst.Range range) throws IOException {
        List<Double> alone = new ArrayList<>();
        List<Double> asked = new ArrayList<>();
        double answers = 0;
        for (int i = 0; i < PAIRS; i++) {
            if (i % 2 == 0) {
                alone.add(rate(WINDOW));
            }
            Asked beside = asked(question, range, WINDOW);
            asked.add(beside.rate);
            answers = beside.answers;
            if (i % 2 == 1) {
                alone.add(rate(WINDOW));
            }
        }
        return new Rates(alone, asked, answers);
    }

    private Asked asked(Worst question, Worst.Range range, Duration window) throws IOException {
        try (var analyst = new Analyst(question, range)) {
            pause(Duration.ofMillis(500));
            double rate = rate(window);
            return new Asked(rate, analyst.rate());
        }
    }

    /// Flows taken in, a second.
    private double rate(Duration window) throws IOException {
        long began = System.nanoTime();
        long before = history.counts().written().indexed();
        pause(Duration.ofNanos((long) (window.toNanos() * Math.min(1, share))));
        long after = history.counts().written().indexed();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (history.counts().written().committedOffset() == spool.end()) {
            throw new IOException(
                    "the spool ran dry after "
                            + after
                            + " flows: no window after that would tell anything");
        }
        return (after - before) / seconds;
    }

    private static void pause(Duration length) {
        long until = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// Asks until it is closed; a search under way is then given up.
    private final class Analyst implements AutoCloseable {

        private final Worst question;
        private final Worst.Range range;
        private final Thread thread;
        private final long began = System.nanoTime();
        private final AtomicReference<String> trouble = new AtomicReference<>("");
        private volatile boolean closing;
        private volatile int answers;

        Analyst(Worst question, Worst.Range range) {
            this.question = question;
            this.range = range;
            this.thread = Thread.ofPlatform().name("analyst").start(this::ask);
        }

        private void ask() {
            int count = 0;
            while (!closing) {
                String wrong = question.ask(history, range);
                if (!closing && !wrong.isEmpty()) {
                    trouble.set(wrong);
                    return;
                }
                answers = ++count;
            }
        }

        double rate() {
            return answers * 1e9 / (System.nanoTime() - began);
        }

        @Override
        public void close() throws IOException {
            closing = true;
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IOException("nobody waits for the analyst", e);
            }
            if (!trouble.get().isEmpty()) {
                throw new IOException(question + ": " + trouble.get());
            }
        }
    }
}
