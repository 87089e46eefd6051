package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.spool.DirectoryLock;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.detector.Health;
import org.tapwarden.history.packets.PacketItems;

/// The flow history in a directory: `flows/`, one index a UTC day and population; `cursor`, how far
/// the spool was read; `audit.ndjson`, who looked; `packets/`, what was kept because of alerts. It
/// has one owner.
///
/// Owns the threads that write and seal, and a few that search for those who ask.
public final class FlowHistory implements FlowSearch, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FlowHistory.class);
    private static final String PACKETS = "packets";

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
    /// @param shortened indexes destroyed before their time, for want of room
    /// @param searches answered
    /// @param refused before anything was looked at
    /// @param incomplete answered in part
    /// @param tooMuch of those refused, questions whose stages would have needed too much
    public record Counts(
            Written written,
            int partitions,
            int damagedPartitions,
            long writersClosedEarly,
            long destroyedPartitions,
            long destroyedFlows,
            long shortened,
            long searches,
            long refused,
            long incomplete,
            long tooMuch) {}

    private final DirectoryLock owner;
    private final SearchAudit audit;
    private final Partitions partitions;
    private final Destruction destruction;
    private final Holds holds;
    private final PacketItems packets;
    private final Purge purge;
    private final Records records;
    private final @Nullable Indexer indexer;
    private final Searches searches;
    private final Exporter exporter;
    private final Upkeep upkeep;
    private final @Nullable Watch watch;

    /// Opens a history or makes one, and begins to read the spool.
    ///
    /// @param spool of records of {@link org.tapwarden.classifier.record.FlowCodec}; in a directory
    ///   of its own, and closed after this
    /// @throws IOException when another process owns it or the disk fails
    public static FlowHistory open(Path directory, Spool spool, HistorySettings settings)
            throws IOException {
        return open(directory, spool, settings, Elsewhere.NOTHING);
    }

    /// @param elsewhere holds something of flows too, which goes when they do
    public static FlowHistory open(
            Path directory, Spool spool, HistorySettings settings, Elsewhere elsewhere)
            throws IOException {
        return open(directory, spool, settings, elsewhere, Partitions.MOST_PARTITIONS);
    }

    /// Opens a history that nobody writes now.
    ///
    /// @throws IOException when there is none, another process owns it or the disk fails
    public static FlowHistory openToSearch(Path directory, HistorySettings settings)
            throws IOException {
        if (!Files.isDirectory(directory.resolve(Partitions.FLOWS))) {
            throw new IOException("there is no flow history in " + directory);
        }
        return open(directory, null, settings, Elsewhere.NOTHING, Partitions.MOST_PARTITIONS);
    }

    static FlowHistory open(
            Path directory,
            @Nullable Spool spool,
            HistorySettings settings,
            Elsewhere elsewhere,
            int mostPartitions)
            throws IOException {
        DirectoryLock owner = DirectoryLock.take(directory);
        SearchAudit audit = null;
        try {
            new Ballast(directory).releaseIfFull(); // what a crash left may need a row of the audit
            audit = SearchAudit.open(directory, settings.wall().instant());
            return new FlowHistory(
                    directory, spool, settings, elsewhere, mostPartitions, owner, audit);
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
            Elsewhere elsewhere,
            int mostPartitions,
            DirectoryLock owner,
            SearchAudit audit)
            throws IOException {
        this.owner = owner;
        this.audit = audit;
        var certificates = new Certificates(directory);
        this.destruction =
                new Destruction(directory, audit, certificates, settings.wall().instant());
        this.holds = new Holds(directory, settings);
        this.partitions =
                new Partitions(
                        directory,
                        settings.retention(),
                        destruction,
                        holds,
                        mostPartitions,
                        settings.sealAfter());
        this.purge = new Purge(partitions, settings.retention(), new Ballast(directory));
        this.packets =
                PacketItems.open(
                        directory.resolve(PACKETS),
                        settings.retention()::isOver,
                        audit::packets,
                        settings.wall());
        this.indexer =
                spool == null
                        ? null
                        : new Indexer(
                                directory,
                                spool,
                                partitions,
                                purge,
                                new Remains(certificates, spool, elsewhere, packets),
                                () -> holds.catchUp(partitions.all()),
                                settings.wall(),
                                settings.commitEvery());
        this.records =
                new Records(
                        partitions,
                        holds,
                        purge,
                        destruction,
                        certificates,
                        audit,
                        settings.wall(),
                        indexer);
        this.searches = new Searches(partitions, settings, audit, packets);
        this.exporter = new Exporter(partitions, settings, audit, Exporter.LONGEST);
        this.upkeep = new Upkeep(partitions, settings.wall(), indexer);
        this.watch =
                indexer == null || spool == null
                        ? null
                        : new Watch(spool, indexer, partitions.losses(), settings.wall());
        if (indexer != null && watch != null) {
            indexer.start();
            watch.start();
        }
    }

    /// What keeps flows from being kept now: each disk that does not take them, and what that
    /// costs. Nothing while all is well.
    public List<Health.Trouble> troubles() {
        return watch == null ? List.of() : watch.troubles();
    }

    /// Hands out more than a search shows.
    public FlowExport exports() {
        return exporter;
    }

    /// What is kept of packets because of alerts.
    public PacketItems packets() {
        return packets;
    }

    /// For whoever looks after the history.
    public Upkeep upkeep() {
        return upkeep;
    }

    @Override
    public Answer search(Request request) throws SearchRefused {
        return searches.answer(request);
    }

    /// Waits until all that the spool has forced by now can be found and survives a crash.
    ///
    /// @return false when the time was too short
    public boolean catchUp(Duration atMost) {
        return indexer == null || indexer.catchUp(atMost);
    }

    /// How often a disk began not to take flows, since the history was opened.
    public long alarms() {
        return watch == null ? 0 : watch.raised();
    }

    /// When flows were lost on their way here.
    List<Losses.Loss> losses() {
        Watch looking = watch;
        if (looking != null) {
            looking.lookNow();
        }
        return partitions.losses().all();
    }

    private void saveLosses() {
        try {
            partitions.losses().save();
        } catch (IOException e) {
            LOG.error("that flows were lost could not be written down: {}", e.toString());
        }
    }

    /// What a records officer does.
    public Records records() {
        return records;
    }

    /// Destroys what the schedule says must be gone by now. The writing thread does it too, by
    /// itself.
    ///
    /// @return how many days of a population went
    public int destroyWhatIsDue(Instant now) throws IOException {
        return purge.whatIsDue(now);
    }

    /// Destroys the oldest days until the rest fits, where the settings say how much that may be.
    ///
    /// @return how many indexes went before their time
    int makeRoom(Instant now, Disk.Gauge gauge) throws IOException {
        return purge.forRoom(now, gauge);
    }

    public Counts counts() {
        return new Counts(
                indexer == null ? Written.NOTHING : indexer.written(),
                partitions.size(),
                partitions.damagedCount(),
                partitions.writers().closedEarly(),
                destruction.destroyedPartitions(),
                destruction.destroyedFlows(),
                purge.shortened(),
                searches.answered(),
                searches.refused(),
                searches.incomplete(),
                searches.tooMuch());
    }

    /// Commits what was taken in and lets go of the directory. What the spool still holds comes in
    /// next time.
    @Override
    public void close() throws IOException {
        exporter.close();
        if (indexer != null && watch != null) {
            watch.close();
            indexer.stop();
            saveLosses();
        }
        searches.close();
        partitions.closeReaders();
        packets.close();
        audit.close();
        owner.close();
    }
}
