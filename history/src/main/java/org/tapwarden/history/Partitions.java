package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.history.index.OnlyQuery;
import org.tapwarden.history.index.Saturating;

/// All indexes of a history: makes them, opens the few that are written, destroys what is due.
///
/// Everything that writes takes the lock; searching never waits for it.
final class Partitions {

    /// Most indexes that are written at the same time: each has a buffer and files.
    static final int MOST_WRITERS = 12;

    /// Most indexes that are open though nobody writes them.
    static final int MOST_IDLE_READERS = 64;

    /// Most indexes of a history: a capture whose packets lie centuries apart must not fill the
    /// disk with empty folders.
    static final int MOST_PARTITIONS = 4_000;

    /// How far beyond the wall clock a flow may end. With it no index is made whose day would only
    /// come, and go, in years.
    static final Duration FARTHEST_AHEAD = Duration.ofDays(2);

    /// An index that has so many is closed and the day goes on in another: merging and verifying
    /// one must not take hours.
    static final long MOST_SLICES = 50_000_000;

    /// How long after midnight (UTC) a day is sealed: what ended before it is told by then, since
    /// no flow waits longer to be ended.
    static final Duration AFTER_MIDNIGHT = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    static final String FLOWS = "flows";

    private static final String DAMAGED = ".damaged";

    /// What became of a record.
    enum Fate {
        INDEXED,
        ALREADY_THERE,
        TOO_OLD,
        TOO_FAR_AHEAD,
        NO_ROOM
    }

    private final Path folder;
    private final Retention retention;
    private final Destruction destruction;
    private final Holds holds;
    private final int mostPartitions;
    private final Duration sealAfter;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean sealingHurried;
    private final ConcurrentSkipListMap<PartitionKey, Partition> all =
            new ConcurrentSkipListMap<>();
    private final Set<String> damaged = ConcurrentHashMap.newKeySet();

    /// In the order of use; the first is closed first.
    private final LinkedHashMap<PartitionKey, Partition> open = new LinkedHashMap<>();

    private final LongAdder writersClosedEarly = new LongAdder();

    Partitions(
            Path directory,
            Retention retention,
            Destruction destruction,
            Holds holds,
            int mostPartitions,
            Duration sealAfter)
            throws IOException {
        this.sealAfter = sealAfter;
        this.folder = directory.resolve(FLOWS);
        this.retention = retention;
        this.destruction = destruction;
        this.holds = holds;
        this.mostPartitions = mostPartitions;
        Files.createDirectories(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                find(entry);
            }
        }
        for (Partition partition : all.values()) {
            boolean isLast = !all.containsKey(next(partition.key()));
            if (!isLast && partition.closedFor() == null) {
                closeAsCommitted(partition);
            }
        }
    }

    private void closeAsCommitted(Partition partition) throws IOException {
        try {
            partition.closeAsCommitted();
        } catch (CorruptIndexException
                | IndexFormatTooNewException
                | IndexFormatTooOldException unusable) {
            setAside(partition);
        }
    }

    private static PartitionKey next(PartitionKey key) {
        return key.part(key.part() + 1);
    }

    private void find(Path entry) throws IOException {
        String name = String.valueOf(entry.getFileName());
        if (name.endsWith(Destruction.DYING)) {
            IOUtils.rm(entry); // its row was on the disk before it got this name
        } else if (name.contains(DAMAGED)) {
            damaged.add(name);
        } else {
            PartitionKey key = PartitionKey.of(name).orElse(null);
            if (key != null) {
                find(key, entry);
            }
        }
    }

    private void find(PartitionKey key, Path entry) throws IOException {
        try {
            all.put(key, Partition.existing(key, entry));
        } catch (IOException changed) {
            LOG.error("{}", changed.getMessage());
            setAside(new Partition(key, entry));
        }
    }

    /// Takes a record in. Hold the lock.
    ///
    /// @throws IOException when the disk fails: start again from what is committed
    Fate add(FlowRecord flow, Cursor end, Instant now) throws IOException {
        PartitionKey key = PartitionKey.of(flow);
        if (retention.isOver(key.day(), key.population(), now)) {
            return Fate.TOO_OLD;
        }
        if (flow.slice().endNanos() > Saturating.nanos(now.plus(FARTHEST_AHEAD))) {
            return Fate.TOO_FAR_AHEAD;
        }
        PartitionKey part = growing(key, end);
        if (part == null) {
            return Fate.ALREADY_THERE;
        }
        Partition partition = openForWriting(part, end);
        if (partition == null) {
            return Fate.NO_ROOM;
        }
        return partition.add(flow, end.offset()) ? Fate.INDEXED : Fate.ALREADY_THERE;
    }

    /// The part of a day that may still grow; null when one that may not has the record already.
    private @Nullable PartitionKey growing(PartitionKey first, Cursor end) {
        PartitionKey key = first;
        Partition known = all.get(key);
        while (known != null || holds.knows(key)) {
            if (known == null) {
                // Destroyed, and in a hold under its name, which what comes late must not take.
                key = next(key);
                known = all.get(key);
                continue;
            }
            Cursor closed = known.closedFor();
            if (closed == null) {
                return key;
            }
            if (closed.covers(end)) {
                return null;
            }
            key = next(key);
            known = all.get(key);
        }
        return key;
    }

    private @Nullable Partition openForWriting(PartitionKey key, Cursor end) throws IOException {
        Partition found = open.remove(key);
        if (found == null) {
            found = all.get(key);
            if (found == null && all.size() >= mostPartitions) {
                return null;
            }
            while (open.size() >= MOST_WRITERS) {
                closeOldest(end);
            }
            found = openWriter(key, found, end.spool());
        }
        open.put(key, found); // now the last to be closed
        return found;
    }

    /// Closes for good what is full, and days that are over and that nobody wrote to for a while.
    /// Hold the lock. Their writers are the caller's from now on.
    ///
    /// @param cursor how far the spool was read
    List<Partition> closeForGood(Cursor cursor, Instant now) throws IOException {
        List<Partition> closed = new ArrayList<>();
        for (Partition partition : List.copyOf(open.values())) {
            if (isFull(partition) || isOver(partition, now)) {
                partition.closeForGood(cursor);
                open.remove(partition.key());
                closed.add(partition);
            }
        }
        return closed;
    }

    private static boolean isFull(Partition partition) {
        return partition.slices() >= MOST_SLICES;
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

    /// Whether a day is sealed as soon as it is over, without waiting for late flows.
    void hurrySealing(boolean hurry) {
        sealingHurried = hurry;
    }

    /// Indexes without a manifest.
    ///
    /// @param all also those of days that go on
    List<Partition> unsealed(boolean all, Instant now) {
        return everything().stream()
                .filter(p -> p.manifest() == null && (all || !now.isBefore(endOfDay(p))))
                .toList();
    }

    /// Seals an index of a history that nobody writes.
    ///
    /// @return false when it is empty and so has no manifest
    boolean sealNow(Partition partition, Instant now) throws IOException {
        lock.lock();
        try {
            partition.closeAsCommitted(); // and that is all it will ever have
            Cursor closed = partition.closedFor();
            openWriter(partition, closed == null ? 0 : closed.spool());
            try {
                return partition.seal(now);
            } finally {
                partition.closeWriter();
            }
        } finally {
            lock.unlock();
        }
    }

    /// By day, population and part.
    List<Partition> everything() {
        return List.copyOf(all.values());
    }

    List<String> damagedNames() {
        return damaged.stream().sorted().toList();
    }

    /// Indexes of days that are over and that nobody wrote since the history was opened. Opens
    /// their writers, which are the caller's. Hold the lock.
    List<Partition> forgotten(Cursor cursor, Instant now, int most) throws IOException {
        List<Partition> found = new ArrayList<>();
        for (Partition partition : all.values()) {
            if (found.size() == most) {
                break;
            }
            if (partition.manifest() == null
                    && !partition.waitsForSeal()
                    && !partition.isOpenForWriting()
                    && isOver(partition, now)) {
                Cursor closed = partition.closedFor();
                openWriter(partition, cursor.spool());
                partition.closeForGood(closed == null ? cursor : closed);
                found.add(partition);
            }
        }
        return found;
    }

    /// The record in hand is not in any index yet, but it is not of this one: so its offset is as
    /// true as the one before.
    private void closeOldest(Cursor end) throws IOException {
        Partition oldest = open.pollFirstEntry().getValue();
        oldest.commit(end);
        oldest.closeWriter();
        writersClosedEarly.increment();
    }

    private Partition openWriter(PartitionKey key, @Nullable Partition known, long spool)
            throws IOException {
        Partition partition =
                known == null ? new Partition(key, folder.resolve(key.name())) : known;
        try {
            openWriter(partition, spool);
        } catch (CorruptIndexException
                | IndexFormatTooNewException
                | IndexFormatTooOldException unusable) {
            setAside(partition);
            partition = new Partition(key, folder.resolve(key.name()));
            openWriter(partition, spool);
        }
        all.put(key, partition);
        return partition;
    }

    private void openWriter(Partition partition, long spool) throws IOException {
        if (!Files.isDirectory(partition.path())) {
            Files.createDirectory(partition.path());
            Cursor.force(folder);
        }
        partition.openWriter(spool);
    }

    /// One damaged day must not stop all others. What is left of it stays for whoever can mend it,
    /// and every answer over that day says so.
    private void setAside(Partition partition) throws IOException {
        PartitionKey key = partition.key();
        all.remove(key);
        partition.destroy();
        int number = 1;
        while (Files.exists(folder.resolve(key.name() + DAMAGED + number))) {
            number++;
        }
        String name = key.name() + DAMAGED + number;
        Files.move(partition.path(), folder.resolve(name));
        Cursor.force(folder);
        damaged.add(name);
        LOG.error("the index of {} is damaged and set aside as {}", key.sentence(), name);
    }

    /// Hold the lock.
    void refresh() throws IOException {
        for (Partition partition : open.values()) {
            partition.refresh();
        }
    }

    /// All that was added is durable afterwards. Hold the lock.
    void commit(Cursor cursor) throws IOException {
        for (Partition partition : open.values()) {
            partition.commit(cursor);
        }
    }

    /// Lets go of all that is written; what is not committed is gone. Hold the lock.
    void closeWriters() throws IOException {
        List<Partition> closing = new ArrayList<>(open.values());
        open.clear();
        IOException trouble = null;
        for (Partition partition : closing) {
            try {
                partition.closeWriter();
            } catch (IOException e) {
                trouble = e;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    /// All, the oldest first.
    List<Partition> all() {
        return List.copyOf(all.values());
    }

    /// Destroys one; what holds mean of it is copied first. Hold the lock.
    ///
    /// @return the certificate's name
    /// @throws IOException when something could not be done: then it stays, or what was begun is
    ///   done after the next start
    String destroy(Partition partition, Cause cause, Instant now) throws IOException {
        PartitionKey key = partition.key();
        if (partition.isOpenForWriting() && !partition.waitsForSeal()) {
            partition.refresh();
        }
        holds.secure(partition);
        open.remove(key);
        all.remove(key);
        try {
            return destruction.carryOut(destruction.certify(FLOWS, partition, cause, now));
        } catch (IOException e) {
            // Nobody finds it any more; while it is there, it is not forgotten either.
            if (Files.isDirectory(partition.path())) {
                find(key, partition.path());
            }
            throw e;
        }
    }

    /// Those that are set aside and may go, by the names of their folders. What no hold can read no
    /// hold can copy: of its days nothing goes.
    Map<String, PartitionKey> damaged() {
        Map<String, PartitionKey> keys = new TreeMap<>();
        for (String name : damaged) {
            PartitionKey.of(name.substring(0, name.indexOf(DAMAGED)))
                    .filter(key -> !holds.mayHold(key.day()))
                    .ifPresent(key -> keys.put(name, key));
        }
        return keys;
    }

    /// Destroys one that is set aside. Hold the lock.
    String destroyDamaged(String name, PartitionKey key, Cause cause, Instant now)
            throws IOException {
        String certificate =
                destruction.carryOut(destruction.certifyDamaged(FLOWS, key, name, cause, now));
        damaged.remove(name);
        return certificate;
    }

    /// Those whose day may hold flows of the range, newest first, a day's populations side by side;
    /// also what holds keep of indexes that are destroyed.
    List<List<Partition>> days(long fromMillis, long lastMillis) {
        Map<LocalDate, List<Partition>> days = new LinkedHashMap<>();
        LocalDate first = day(fromMillis);
        LocalDate last = day(lastMillis);
        List<Partition> newest = new ArrayList<>(all.descendingMap().values());
        newest.addAll(holds.alone(Set.copyOf(all.keySet())));
        newest.sort(Comparator.comparing(Partition::key).reversed());
        for (Partition partition : newest) {
            LocalDate day = partition.key().day();
            if (!day.isBefore(first) && !day.isAfter(last)) {
                days.computeIfAbsent(day, _ -> new ArrayList<>()).add(partition);
            }
        }
        return List.copyOf(days.values());
    }

    /// Whether it is of a hold.
    boolean isHeld(Partition partition) {
        return holds.has(partition);
    }

    /// Of an index that several holds have, what this one answers; null when that is all.
    @Nullable OnlyQuery only(Partition partition, DirectoryReader reader) throws IOException {
        return isHeld(partition) ? holds.only(partition, reader) : null;
    }

    /// Folders of days in the range that cannot be read.
    List<String> damaged(long fromMillis, long lastMillis) {
        String first = day(fromMillis).toString();
        String last = day(lastMillis) + "~";
        return damaged.stream()
                .filter(name -> name.compareTo(first) >= 0 && name.compareTo(last) <= 0)
                .sorted()
                .toList();
    }

    private static LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    /// Keeps no more readers than the cap. Skipped while the writer is at work: it does it too.
    void closeIdleReaders() throws IOException {
        if (!lock.tryLock()) {
            return;
        }
        try {
            List<Partition> idle =
                    Stream.concat(all.values().stream(), holds.parts().stream())
                            .filter(Partition::hasIdleReader)
                            .sorted(Comparator.comparingLong(Partition::usedNanos))
                            .toList();
            for (int i = 0; i < idle.size() - MOST_IDLE_READERS; i++) {
                idle.get(i).closeIdleReader();
            }
        } finally {
            lock.unlock();
        }
    }

    void closeReaders() throws IOException {
        for (Partition partition : all.values()) {
            partition.closeIdleReader();
        }
        for (Partition held : holds.parts()) {
            held.closeIdleReader();
        }
    }

    ReentrantLock lock() {
        return lock;
    }

    int size() {
        return all.size();
    }

    int damagedCount() {
        return damaged.size();
    }

    long writersClosedEarly() {
        return writersClosedEarly.sum();
    }
}
