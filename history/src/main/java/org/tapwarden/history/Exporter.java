package org.tapwarden.history;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.QueryCompiler;
import org.tapwarden.history.index.Unanswerable;

/// Exports of a history, one at a time, and none any more once it is closed.
final class Exporter implements FlowExport, AutoCloseable {

    /// Longest one export may take.
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
    private static final Query OVER =
            new Query.Between(Catalogue.field("tapwarden.final").orElseThrow(), 1, 1);

    private final Partitions partitions;
    private final HistorySettings settings;
    private final SearchAudit audit;
    private final Duration longest;
    private final Semaphore turn = new Semaphore(1);
    private volatile boolean closed;

    Exporter(Partitions partitions, HistorySettings settings, SearchAudit audit, Duration longest) {
        this.partitions = partitions;
        this.settings = settings;
        this.audit = audit;
        this.longest = longest;
    }

    @Override
    public Exported export(Order order, Receiver to) throws SearchRefused, IOException {
        Query filter = filter(order);
        refuseWhenClosed();
        if (!turn.tryAcquire()) {
            throw new SearchRefused("another export is under way; try again when it is done");
        }
        try {
            refuseWhenClosed();
            return export(order, filter, to);
        } finally {
            turn.release();
        }
    }

    private void refuseWhenClosed() throws SearchRefused {
        if (closed) {
            throw new SearchRefused("the history is being closed");
        }
    }

    private Query filter(Order order) throws SearchRefused {
        Requests.check(order.asRequest());
        if (order.most() < 1 || order.most() > HIGHEST_MOST) {
            throw new SearchRefused(
                    "an export has 1 to " + HIGHEST_MOST + " rows, not " + order.most());
        }
        Question question = Requests.question(order.query(), settings.parser());
        if (!question.stages().isEmpty()) {
            throw new SearchRefused(
                    "an export is of flows: stages behind '|' make a table, which a search shows");
        }
        Query filter =
                order.format().isOfWholeFlows() ? both(question.filter()) : question.filter();
        try {
            QueryCompiler.check(filter);
        } catch (Unanswerable e) {
            throw new SearchRefused(String.valueOf(e.getMessage()));
        }
        return filter;
    }

    private static Query both(Query filter) {
        return filter instanceof Query.Everything ? OVER : new Query.And(List.of(filter, OVER));
    }

    private Exported export(Order order, Query filter, Receiver to)
            throws SearchRefused, IOException {
        Instant now = settings.wall().instant();
        String canonical = Canonical.text(filter);
        long number;
        try {
            number = audit.exportBegun(order, canonical, now);
        } catch (IOException e) {
            LOG.error("the audit of searches cannot be written: {}", e.toString());
            throw new SearchRefused(
                    "the audit cannot be written, so nothing is shown; the log says why");
        }
        var run = new ExportRun(partitions, settings, order, to, longest, () -> closed);
        String note = "failed";
        try {
            run.run(filter, order.format().lines(settings.zone(), now));
            note = String.join("; ", run.gaps());
        } catch (IOException e) {
            note = "given up: " + e.getMessage();
            throw e;
        } catch (SearchRefused e) {
            note = "refused: " + e.getMessage();
            throw e;
        } finally {
            audit.exportEnded(
                    number,
                    order,
                    run.rows(),
                    run.isCut(),
                    run.sha256(),
                    note,
                    settings.wall().instant());
        }
        return new Exported(run.rows(), run.isCut(), run.sha256(), canonical, run.gaps(), number);
    }

    /// Cuts short what is under way, and waits for its row in the audit.
    @Override
    public void close() {
        closed = true;
        turn.acquireUninterruptibly();
        turn.release();
    }
}
