package org.tapwarden.history;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.keep.LowPriority;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.QueryCompiler;
import org.tapwarden.history.index.Unanswerable;
import org.tapwarden.history.packets.KeptPackets;
import org.tapwarden.history.stage.Refusals;

/// Answers requests, a few at a time and behind the taking in of flows, each with its rows in the
/// audit. Any thread.
final class Searches implements AutoCloseable {

    /// Most searches at the same time; the next wait, no longer than a search may take.
    static final int MOST_SEARCHES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Searches.class);

    private static final ThreadFactory THREADS =
            Thread.ofPlatform().name("history-search-", 1).daemon().factory();

    /// How nice a search is: while flows come quicker than both cores take them in, four of them
    /// get a twentieth of the machine; else they never wait.
    private static final int NICE = 15;

    private static final ThreadFactory SEARCHERS =
            search ->
                    THREADS.newThread(() -> {
                        if (!LowPriority.take(NICE)) {
                            LOG.warn(
                                    "the kernel does not let searches run behind the taking in of flows");
                        }
                        search.run();
                    });

    private final Partitions partitions;
    private final HistorySettings settings;
    private final SearchAudit audit;
    private final KeptPackets packets;
    private final ExecutorService pool = Executors.newFixedThreadPool(MOST_SEARCHES, SEARCHERS);
    private final Helpers helpers = new Helpers();
    private final Semaphore searching = new Semaphore(MOST_SEARCHES, true);
    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder incomplete = new LongAdder();
    private final Refusals refusals = new Refusals();

    Searches(
            Partitions partitions,
            HistorySettings settings,
            SearchAudit audit,
            KeptPackets packets) {
        this.partitions = partitions;
        this.settings = settings;
        this.audit = audit;
        this.packets = packets;
    }

    Answer answer(Request request) throws SearchRefused {
        Question question;
        try {
            Requests.check(request);
            question = Requests.question(request.query(), settings.parser());
            QueryCompiler.check(question.filter());
        } catch (Unanswerable e) {
            refused.increment();
            throw new SearchRefused(e.sentence());
        } catch (SearchRefused e) {
            refused.increment();
            throw e;
        }
        Budget budget = Budget.of(settings.budget());
        if (!admitted(settings.budget())) {
            refused.increment();
            throw new SearchRefused("too many searches at the same time; try again");
        }
        try {
            return inPool(() -> search(request, question, budget), budget);
        } finally {
            searching.release();
        }
    }

    /// Searches by the threads for that, however many ask. Who is interrupted while waiting wants
    /// no answer.
    private Answer inPool(Callable<Answer> work, Budget budget) throws SearchRefused {
        Future<Answer> answer = pool.submit(work);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    budget.cancel();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof SearchRefused refusal) {
                        throw refusal;
                    }
                    throw new IllegalStateException("a search failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean admitted(Duration atMost) throws SearchRefused {
        try {
            return searching.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SearchRefused("the search was given up before it began");
        }
    }

    private Answer search(Request request, Question question, Budget budget) throws SearchRefused {
        String canonical = Canonical.text(question);
        long number = begun(request, canonical);
        String cutOff = "failed";
        Search.Found found = Search.Found.NOTHING;
        try {
            found =
                    new Search(partitions, settings, refusals, packets, request, budget, helpers)
                            .run(question);
            cutOff = String.join("; ", found.gaps());
        } catch (SearchRefused e) {
            refused.increment();
            cutOff = "refused: " + e.getMessage();
            throw e;
        } finally {
            ended(number, request, found, cutOff);
        }
        answered.increment();
        if (!found.complete()) {
            incomplete.increment();
        }
        return new Answer(
                found.rows(),
                found.table(),
                found.matched(),
                canonical,
                found.complete(),
                found.gaps(),
                found.rolledUp(),
                number,
                found.notes());
    }

    private long begun(Request request, String canonical) throws SearchRefused {
        try {
            return audit.begun(request, canonical, settings.wall().instant());
        } catch (IOException e) {
            LOG.error("the audit of searches cannot be written: {}", e.toString());
            throw new SearchRefused(
                    "the audit cannot be written, so nothing is shown; the log says why");
        }
    }

    private void ended(long number, Request request, Search.Found found, String note)
            throws SearchRefused {
        boolean complete = found.complete() && note.isEmpty();
        try {
            audit.ended(
                    number,
                    request,
                    found.shown(),
                    found.matched(),
                    complete,
                    note,
                    settings.wall().instant());
        } catch (IOException e) {
            LOG.error("the audit of searches cannot be written: {}", e.toString());
            throw new SearchRefused(
                    "the audit cannot be written, so nothing is shown; the log says why");
        }
    }

    long answered() {
        return answered.sum();
    }

    long refused() {
        return refused.sum();
    }

    /// Answered in part.
    long incomplete() {
        return incomplete.sum();
    }

    /// Questions whose stages would have needed too much.
    long tooMuch() {
        return refusals.tooManyGroups() + refusals.tooLongValues() + refusals.tooManyIntervals();
    }

    /// Searches under way end first: their last rows belong into the audit.
    @Override
    public void close() {
        searching.acquireUninterruptibly(MOST_SEARCHES);
        pool.shutdown();
        helpers.close();
    }
}
