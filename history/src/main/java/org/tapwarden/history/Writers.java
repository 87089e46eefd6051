package org.tapwarden.history;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedFlow;
import org.tapwarden.history.index.Saturating;

/// The few indexes that are written, and which of them may grow. Call it with the lock of {@link
/// Partitions} held.
final class Writers {

    /// Most indexes that are written at the same time: each has a buffer and files.
    static final int MOST = 12;

    /// How far beyond the wall clock a flow may end. With it no index is made whose day would only
    /// come, and go, in years.
    static final Duration FARTHEST_AHEAD = Duration.ofDays(2);

    /// An index that has so many is closed and the day goes on in another: merging and verifying
    /// one must not take hours.
    static final long MOST_SLICES = 50_000_000;

    /// How long after midnight (UTC) a day is sealed: what ended before it is told by then, since
    /// no flow waits longer to be ended.
    static final Duration AFTER_MIDNIGHT = Duration.ofMinutes(15);

    /// What became of a record.
    enum Fate {
        INDEXED,
        ALREADY_THERE,
        TOO_OLD,
        TOO_FAR_AHEAD,
        NO_ROOM
    }

    private final Partitions partitions;
    private final Retention retention;
    private final Duration sealAfter;

    /// In the order of use; the first is closed first.
    private final LinkedHashMap<PartitionKey, Partition> open = new LinkedHashMap<>();

    /// Which index took a population's last record, since {@link #begin}: nearly always the next
    /// one goes there as well, and then nothing needs to be looked up.
    private final @Nullable Partition[] recent = new Partition[Population.values().length];

    private Instant begun = Instant.EPOCH;
    private long farthestNanos;

    private final LongAdder closedEarly = new LongAdder();
    private volatile boolean sealingHurried;

    /// @param sealAfter how long nobody must have written to an index before it is sealed
    Writers(Partitions partitions, Retention retention, Duration sealAfter) {
        this.partitions = partitions;
        this.retention = retention;
        this.sealAfter = sealAfter;
    }

    /// Some records come: call it before a first {@link #add}, and again every now and then.
    void begin(Instant at) {
        forgetRecent();
        begun = at;
        farthestNanos = Saturating.nanos(at.plus(FARTHEST_AHEAD));
    }

    /// Takes a record in.
    ///
    /// @throws IOException when the disk fails: start again from what is committed
    /// @throws UnreadableFlow when it is damaged
    Fate add(PackedFlow flow, Cursor end) throws IOException, UnreadableFlow {
        Partition same = recent[flow.population().ordinal()];
        if (same == null || !same.key().isDayOf(flow) || flow.endNanos() > farthestNanos) {
            return addElsewhere(flow, end);
        }
        return same.add(flow, end.offset()) ? Fate.INDEXED : Fate.ALREADY_THERE;
    }

    private Fate addElsewhere(PackedFlow flow, Cursor end) throws IOException, UnreadableFlow {
        PartitionKey key = PartitionKey.of(flow);
        if (retention.isOver(key.day(), key.population(), begun)) {
            return Fate.TOO_OLD;
        }
        if (flow.endNanos() > farthestNanos) {
            return Fate.TOO_FAR_AHEAD;
        }
        PartitionKey part = partitions.growing(key, end);
        if (part == null) {
            return Fate.ALREADY_THERE;
        }
        Partition partition = openFor(part, end);
        if (partition == null) {
            return Fate.NO_ROOM;
        }
        partition.usedForWriting();
        recent[flow.population().ordinal()] = partition;
        return partition.add(flow, end.offset()) ? Fate.INDEXED : Fate.ALREADY_THERE;
    }

    private void forgetRecent() {
        Arrays.fill(recent, null);
    }

    private @Nullable Partition openFor(PartitionKey key, Cursor end) throws IOException {
        Partition found = open.remove(key);
        if (found == null) {
            found = partitions.get(key);
            if (found == null && partitions.isFull()) {
                return null;
            }
            while (open.size() >= MOST) {
                closeOldest(end);
            }
            found = openOrNew(key, found, end.spool());
        }
        open.put(key, found); // now the last to be closed
        return found;
    }

    /// The record in hand is not in any index yet, but it is not of this one: so its offset is as
    /// true as the one before.
    private void closeOldest(Cursor end) throws IOException {
        Partition oldest = open.pollFirstEntry().getValue();
        forgetRecent();
        oldest.commit(end);
        oldest.closeWriter();
        closedEarly.increment();
    }

    private Partition openOrNew(PartitionKey key, @Nullable Partition known, long spool)
            throws IOException {
        if (known != null && open(known, spool)) {
            return known;
        }
        Partition made = partitions.make(key);
        made.openWriter(spool);
        partitions.put(made);
        return made;
    }

    /// @return false when it is damaged, and set aside now
    private boolean open(Partition partition, long spool) throws IOException {
        try {
            partition.openWriter(spool);
            return true;
        } catch (IOException e) {
            if (!SetAside.isFor(e)) {
                throw e;
            }
            partitions.setAside(partition, e);
            return false;
        }
    }

    /// Closes for good what is full, and days that are over and that nobody wrote to for a while.
    /// Their writers are the caller's from now on.
    ///
    /// @param cursor how far the spool was read
    List<Partition> closeForGood(Cursor cursor, Instant now) throws IOException {
        forgetRecent();
        List<Partition> closed = new ArrayList<>();
        for (Partition partition : List.copyOf(open.values())) {
            if (partition.slices() >= MOST_SLICES || isOver(partition, now)) {
                partition.closeForGood(cursor);
                open.remove(partition.key());
                closed.add(partition);
            }
        }
        return closed;
    }

    /// An index of a day that is over and that nobody wrote since the history was opened, or null.
    /// Opens its writer, which is the caller's.
    @Nullable Partition forgotten(Cursor cursor, Instant now) throws IOException {
        for (Partition partition : partitions.all()) {
            if (partition.manifest() == null
                    && !partition.waitsForSeal()
                    && !partition.isOpenForWriting()
                    && isOver(partition, now)
                    && open(partition, cursor.spool())) {
                Cursor closed = partition.closedFor();
                partition.closeForGood(closed == null ? cursor : closed);
                return partition;
            }
        }
        return null;
    }

    private boolean isOver(Partition partition, Instant now) {
        Instant end = endOfDay(partition);
        if (sealingHurried) {
            return !now.isBefore(end);
        }
        long idle = System.nanoTime() - partition.usedForWritingNanos();
        return !now.isBefore(end.plus(AFTER_MIDNIGHT)) && idle >= sealAfter.toNanos();
    }

    private static Instant endOfDay(Partition partition) {
        return partition.key().day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /// Whether a day is sealed as soon as it is over, without waiting for late flows. Needs no
    /// lock.
    void hurrySealing(boolean hurry) {
        sealingHurried = hurry;
    }

    /// Indexes without a manifest. Needs no lock.
    ///
    /// @param all also those of days that go on
    List<Partition> unsealed(boolean all, Instant now) {
        return partitions.all().stream()
                .filter(p -> p.manifest() == null && (all || !now.isBefore(endOfDay(p))))
                .toList();
    }

    /// Seals an index of a history that nobody writes.
    ///
    /// @return false when it is empty and so has no manifest
    boolean sealNow(Partition partition, Instant now) throws IOException {
        partition.closeAsCommitted(); // and that is all it will ever have
        Cursor closed = partition.closedFor();
        partition.openWriter(closed == null ? 0 : closed.spool());
        try {
            return partition.seal(now);
        } finally {
            partition.closeWriter();
        }
    }

    void refresh() throws IOException {
        for (Partition partition : open.values()) {
            partition.refresh();
        }
    }

    /// All that was added is durable afterwards.
    void commit(Cursor cursor) throws IOException {
        for (Partition partition : open.values()) {
            partition.commit(cursor);
        }
    }

    /// Lets go of all that is written; what is not committed is gone.
    void close() throws IOException {
        forgetRecent();
        List<Partition> closing = new ArrayList<>(open.values());
        open.clear();
        IOException trouble = null;
        for (Partition partition : closing) {
            try {
                partition.closeWriter();
            } catch (IOException e) {
                trouble = e;
            } catch (RuntimeException e) {
                trouble = new IOException(e); // the others must let go of their files all the same
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    /// An index is written no more, since it goes.
    void forget(PartitionKey key) {
        forgetRecent();
        open.remove(key);
    }

    long closedEarly() {
        return closedEarly.sum();
    }
}
