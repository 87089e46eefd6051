package org.tapwarden.history.index;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.stage.Counting;

/// Adds up one segment: in pieces, which the search's own thread and, where it is worth it and
/// somebody is free, a helper take one after the other. Used once.
final class Summing {

    /// Slices of the segment that are taken at once, whether they match or not.
    private static final int PIECE = 32_768;

    /// So many that match are worth waking somebody for: they take a millisecond.
    private static final long WORTH_HELP = 65_536;

    private final LeafReaderContext segment;
    private final Weight weight;
    private final Counting counting;
    private final boolean rolledUp;
    private final Budget budget;
    private final Helper helper;
    private final int end;
    private final AtomicInteger next = new AtomicInteger();

    private @Nullable Future<?> beside;
    private volatile @Nullable Tally helpers;
    private volatile boolean cut;

    /// @param rolledUp the segment is of sums and not of slices
    Summing(
            LeafReaderContext segment,
            Weight weight,
            Counting counting,
            boolean rolledUp,
            Budget budget,
            Helper helper) {
        this.segment = segment;
        this.weight = weight;
        this.counting = counting;
        this.rolledUp = rolledUp;
        this.budget = budget;
        this.helper = helper;
        this.end = segment.reader().maxDoc();
    }

    /// Tells the {@link Counting} all sums, as far as there is time, which {@link #isCut} tells.
    ///
    /// @return how many slices were added up
    /// @throws Tally.Stopped when there are more groups than an answer may have
    /// @throws Budget.OutOfTime when the time was over inside of a question
    long add() throws IOException {
        BulkScorer scorer = weight.bulkScorer(segment);
        if (scorer == null) {
            return 0;
        }
        Tally own = tally();
        try {
            take(own, scorer, true);
        } catch (IOException | RuntimeException e) {
            cut = true;
            try {
                join();
            } catch (IOException | RuntimeException other) {
                e.addSuppressed(other);
            }
            throw e;
        }
        join();
        Tally others = helpers;
        if (others != null) {
            own.takeOver(others);
        }
        own.finish();
        return own.counted();
    }

    /// Whether there was no time for all of it.
    boolean isCut() {
        return cut;
    }

    private Tally tally() throws IOException {
        return new Tally(segment.reader(), counting, rolledUp);
    }

    /// @param mayAsk for a helper
    private void take(Tally tally, BulkScorer scorer, boolean mayAsk) throws IOException {
        boolean asks = mayAsk;
        int at = 0;
        for (long from = piece(); from < end && !cut; from = piece()) {
            int until = (int) Math.min(end, from + PIECE);
            at = Math.max(at, (int) from);
            if (at < until) {
                at = scorer.score(tally, null, at, until);
            }
            if (budget.shouldExit()) {
                // A piece that somebody took is finished.
                cut = cut || (at < end && next.get() * (long) PIECE < end);
                return;
            }
            if (asks && tally.counted() >= WORTH_HELP) {
                ask();
                asks = false;
            }
        }
    }

    /// What the helper reads with is made here: questions are made by one thread.
    private void ask() throws IOException {
        BulkScorer scorer = weight.bulkScorer(segment);
        if (scorer == null) {
            return;
        }
        Tally tally = tally();
        beside =
                helper.help(() -> {
                    take(tally, scorer, false);
                    helpers = tally;
                    return true;
                });
    }

    private long piece() {
        return (long) next.getAndIncrement() * PIECE;
    }

    private void join() throws IOException {
        Future<?> helping = beside;
        boolean interrupted = false;
        try {
            while (helping != null) {
                try {
                    helping.get();
                    helping = null;
                } catch (InterruptedException e) {
                    interrupted = true;
                    budget.cancel();
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case IOException failed -> throw failed;
                        case RuntimeException failed -> throw failed;
                        case null, default -> throw new IllegalStateException("a helper failed", e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
