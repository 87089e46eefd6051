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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.index.OnlyQuery;

/// All indexes of a history: finds them, destroys what must go, and says which are to be searched.
///
/// Everything that writes takes the lock; searching never waits for it.
final class Partitions {

    /// Most indexes of a history: a capture whose packets lie centuries apart must not fill the
    /// disk with empty folders.
    static final int MOST_PARTITIONS = 4_000;

    static final String FLOWS = "flows";

    private final Path folder;
    private final Destruction destruction;
    private final Holds holds;
    private final int mostPartitions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Writers writers;
    private final SetAside setAside;
    private final Losses losses;
    private final ConcurrentSkipListMap<PartitionKey, Partition> all =
            new ConcurrentSkipListMap<>();

    Partitions(
            Path directory,
            Retention retention,
            Destruction destruction,
            Holds holds,
            int mostPartitions,
            Duration sealAfter)
            throws IOException {
        this.folder = directory.resolve(FLOWS);
        this.setAside = new SetAside(folder);
        this.losses = new Losses(directory);
        this.writers = new Writers(this, retention, sealAfter);
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
        } catch (IOException e) {
            setAside(partition, e);
        }
    }

    private static PartitionKey next(PartitionKey key) {
        return key.part(key.part() + 1);
    }

    private void find(Path entry) throws IOException {
        String name = String.valueOf(entry.getFileName());
        if (name.endsWith(Destruction.DYING)) {
            IOUtils.rm(entry); // its row was on the disk before it got this name
        } else if (!setAside.find(name)) {
            PartitionKey key = PartitionKey.of(name).orElse(null);
            if (key != null) {
                find(key, entry);
            }
        }
    }

    private void find(PartitionKey key, Path entry) throws IOException {
        try {
            all.put(key, Partition.existing(key, entry));
        } catch (IOException e) {
            setAside(new Partition(key, entry), e);
        }
    }

    /// @throws IOException the trouble itself, when it may pass
    void setAside(Partition partition, IOException trouble) throws IOException {
        if (!SetAside.isFor(trouble)) {
            throw trouble;
        }
        all.remove(partition.key());
        setAside.add(partition, trouble);
    }

    /// Those that are written. Hold the lock.
    Writers writers() {
        return writers;
    }

    @Nullable Partition get(PartitionKey key) {
        return all.get(key);
    }

    /// Whether there are as many as there may be.
    boolean isFull() {
        return all.size() >= mostPartitions;
    }

    /// A new one, in a folder of its own. Nobody finds it before {@link #put}.
    Partition make(PartitionKey key) throws IOException {
        var made = new Partition(key, folder.resolve(key.name()));
        if (!Files.isDirectory(made.path())) {
            Files.createDirectory(made.path());
            Cursor.force(folder);
        }
        return made;
    }

    void put(Partition partition) {
        all.put(partition.key(), partition);
    }

    /// The part of a day that may still grow; null when one that may not has the record already.
    @Nullable PartitionKey growing(PartitionKey first, Cursor end) {
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

    /// All, by day, population and part.
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
        writers.forget(key);
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
        return setAside.keys(key -> !holds.mayHold(key.day()));
    }

    /// Destroys one that is set aside. Hold the lock.
    String destroyDamaged(String name, PartitionKey key, Cause cause, Instant now)
            throws IOException {
        String certificate =
                destruction.carryOut(destruction.certifyDamaged(FLOWS, key, name, cause, now));
        setAside.forget(name);
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
        return setAside.names(day(fromMillis).toString(), day(lastMillis).toString());
    }

    /// What was lost before it came here.
    Losses losses() {
        return losses;
    }

    List<String> damagedNames() {
        return setAside.names();
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
            IdleReaders.close(Stream.concat(all.values().stream(), holds.parts().stream()));
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
        return setAside.size();
    }
}
