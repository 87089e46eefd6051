package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.spool.DirectoryLock;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.QueryCompiler;
import org.tapwarden.history.index.Unanswerable;
import org.tapwarden.history.stage.Refusals;

/// The flow history in a directory: `flows/`, one index a UTC day and population; `cursor`, how far
/// the spool was read; `audit.ndjson`, who looked. It has one owner.
///
/// Owns the thread that writes. Searches run in the threads of those who ask.
public final class FlowHistory implements FlowSearch, AutoCloseable {

    /// Most searches at the same time; the next wait, no longer than a search may take.
    static final int MOST_SEARCHES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(FlowHistory.class);
    private static final String FLOWS = "flows";

    /// What became of the spool's records since the history was opened.
    ///
    /// @param indexed taken in
    /// @param alreadyThere read again after a crash and left out
    /// @param tooOld beyond the schedule when they came
    /// @param tooFarAhead ended later than the wall clock can explain
    /// @param noRoom would have needed one index more than {@link Partitions#MOST_PARTITIONS}
    /// @param unreadable no flow record of a version we know
    /// @param gaps places where the spool had lost something
    /// @param diskErrors after which the writer began again
    /// @param sealed indexes closed for good
    /// @param committedOffset the spool may let go of all before it
    /// @param alive the writing thread runs
    public record Written(
            long indexed,
            long alreadyThere,
            long tooOld,
            long tooFarAhead,
            long noRoom,
            long unreadable,
            long gaps,
            long diskErrors,
            long sealed,
            long committedOffset,
            boolean alive) {

        static final Written NOTHING = new Written(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }

    /// How the history is.
    ///
    /// @param partitions indexes there are
    /// @param damagedPartitions indexes set aside
    /// @param writersClosedEarly indexes closed to make room for another day's
    /// @param searches answered
    /// @param refused before anything was looked at
    /// @param incomplete answered in part
    public record Counts(
            Written written,
            int partitions,
            int damagedPartitions,
            long writersClosedEarly,
            long destroyedPartitions,
            long destroyedFlows,
            long searches,
            long refused,
            long incomplete) {}

    private final HistorySettings settings;
    private final DirectoryLock owner;
    private final SearchAudit audit;
    private final Partitions partitions;
    private final @Nullable Indexer indexer;
    private final Semaphore searching = new Semaphore(MOST_SEARCHES, true);
    private final LongAdder searches = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder incomplete = new LongAdder();
    private final Refusals refusals = new Refusals();
    private final Exporter exporter;
    private final Upkeep upkeep;

    /// Opens a history or makes one, and begins to read the spool.
    ///
    /// @param spool of records of {@link org.tapwarden.classifier.record.FlowCodec}; in a directory
    ///   of its own, and closed after this
    /// @throws IOException when another process owns it or the disk fails
    public static FlowHistory open(Path directory, Spool spool, HistorySettings settings)
            throws IOException {
        return open(directory, spool, settings, Partitions.MOST_PARTITIONS);
    }

    /// Opens a history that nobody writes now.
    ///
    /// @throws IOException when there is none, another process owns it or the disk fails
    public static FlowHistory openToSearch(Path directory, HistorySettings settings)
            throws IOException {
        if (!Files.isDirectory(directory.resolve(FLOWS))) {
            throw new IOException("there is no flow history in " + directory);
        }
        return open(directory, null, settings, Partitions.MOST_PARTITIONS);
    }

    static FlowHistory open(
            Path directory, @Nullable Spool spool, HistorySettings settings, int mostPartitions)
            throws IOException {
        DirectoryLock owner = DirectoryLock.take(directory);
        SearchAudit audit = null;
        try {
            audit = SearchAudit.open(directory, settings.wall().instant());
            return new FlowHistory(directory, spool, settings, mostPartitions, owner, audit);
        } catch (IOException e) {
            if (audit != null) {
                audit.close();
            }
            owner.close();
            throw e;
        }
    }

    private FlowHistory(
            Path directory,
            @Nullable Spool spool,
            HistorySettings settings,
            int mostPartitions,
            DirectoryLock owner,
            SearchAudit audit)
            throws IOException {
        this.settings = settings;
        this.owner = owner;
        this.audit = audit;
        this.partitions =
                new Partitions(
                        directory.resolve(FLOWS),
                        settings.retention(),
                        audit,
                        mostPartitions,
                        settings.sealAfter());
        this.indexer =
                spool == null
                        ? null
                        : new Indexer(
                                directory,
                                spool,
                                partitions,
                                settings.wall(),
                                settings.commitEvery());
        this.exporter = new Exporter(partitions, settings, audit, Exporter.LONGEST);
        this.upkeep = new Upkeep(partitions, settings.wall(), indexer);
        if (indexer != null) {
            indexer.start();
        }
    }

    /// Hands out more than a search shows.
    public FlowExport exports() {
        return exporter;
    }

    /// For whoever looks after the history.
    public Upkeep upkeep() {
        return upkeep;
    }

    @Override
    public Answer search(Request request) throws SearchRefused {
        Question question;
        try {
            Requests.check(request);
            question = Requests.question(request.query(), settings.parser());
            QueryCompiler.check(question.filter());
        } catch (Unanswerable e) {
            refused.increment();
            throw new SearchRefused(e.getMessage());
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
            return search(request, question, budget);
        } finally {
            searching.release();
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
            found = new Search(partitions, settings, refusals, request, budget).run(question);
            cutOff = String.join("; ", found.gaps());
        } catch (SearchRefused e) {
            refused.increment();
            cutOff = "refused: " + e.getMessage();
            throw e;
        } finally {
            ended(number, request, found, cutOff);
        }
        searches.increment();
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
                number);
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

    /// Waits until all that the spool has forced by now can be found and survives a crash.
    ///
    /// @return false when the time was too short
    public boolean catchUp(Duration atMost) {
        return indexer == null || indexer.catchUp(atMost);
    }

    /// Destroys what the schedule says must be gone by now. The writing thread does it too, by
    /// itself.
    ///
    /// @return how many days of a population went
    public int destroyWhatIsDue(Instant now) throws IOException {
        return partitions.destroyWhatIsDue(now);
    }

    public Counts counts() {
        return new Counts(
                indexer == null ? Written.NOTHING : indexer.written(),
                partitions.size(),
                partitions.damaged(),
                partitions.writersClosedEarly(),
                partitions.destroyedPartitions(),
                partitions.destroyedFlows(),
                searches.sum(),
                refused.sum(),
                incomplete.sum());
    }

    /// Commits what was taken in and lets go of the directory. What the spool still holds comes in
    /// next time.
    @Override
    public void close() throws IOException {
        exporter.close();
        if (indexer != null) {
            indexer.stop();
        }
        // Searches under way end first: their last rows belong into the audit.
        searching.acquireUninterruptibly(MOST_SEARCHES);
        partitions.closeReaders();
        audit.close();
        owner.close();
    }
}
