package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.history.index.OnlyQuery;

/// The holds of a history, in `holds/CASE`: the file `hold`, a sealed index for each index that
/// held flows are in, and `copied`, which indexes need not be looked at again.
///
/// A hold copies what is there when it is placed, what is sealed later, and, before an index is
/// destroyed, what it has not copied of it yet: what cannot be copied is not destroyed.
final class Holds {

    static final String FOLDER = "holds";

    /// Each is asked of every day.
    static final int MOST = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);
    private static final String COPIED = "copied";
    private static final String PLACING = ".placing";

    private final Path folder;
    private final HoldCopy copies;
    private final ConcurrentSkipListMap<String, Kept> all = new ConcurrentSkipListMap<>();

    /// What of a held index another hold has too; guarded by itself.
    private final Map<Partition, OnlyQuery> overlaps = new HashMap<>();

    private int overlapsForgotten;

    /// One index is copied at a time.
    private final ReentrantLock copying = new ReentrantLock();

    /// A hold and what it has.
    ///
    /// @param copied names of indexes that are done with
    /// @param parts its own indexes
    record Kept(
            Hold hold,
            Path path,
            Set<String> copied,
            ConcurrentSkipListMap<PartitionKey, Partition> parts) {

        long slices() {
            return parts.values().stream().mapToLong(Kept::slices).sum();
        }

        private static long slices(Partition part) {
            Manifest manifest = part.manifest();
            return manifest == null ? 0 : manifest.slices();
        }
    }

    Holds(Path directory, HistorySettings settings) throws IOException {
        this.folder = directory.resolve(FOLDER);
        this.copies = new HoldCopy(settings);
        Files.createDirectories(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.endsWith(PLACING) || name.endsWith(Destruction.DYING)) {
                    IOUtils.rm(entry);
                } else {
                    find(entry);
                }
            }
        }
    }

    private void find(Path path) throws IOException {
        Hold hold;
        try {
            hold = Hold.read(path);
        } catch (IOException e) {
            LOG.error("a hold cannot be read, it keeps nothing more: {}", e.getMessage());
            return;
        }
        var kept =
                new Kept(hold, path, ConcurrentHashMap.newKeySet(), new ConcurrentSkipListMap<>());
        try {
            kept.copied.addAll(Files.readAllLines(path.resolve(COPIED)));
        } catch (NoSuchFileException nothingYet) {
            // and so all is looked at again
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.endsWith(HoldCopy.COPYING) || name.endsWith(Destruction.DYING)) {
                    IOUtils.rm(entry);
                } else {
                    PartitionKey key = PartitionKey.of(name).orElse(null);
                    if (key != null) {
                        find(kept, key, entry);
                    }
                }
            }
        }
        all.put(hold.id(), kept);
    }

    /// What a hold has of a day may be lost; the rest of it, and all other holds, are not.
    private static void find(Kept kept, PartitionKey key, Path path) throws IOException {
        try {
            kept.parts.put(key, Partition.existing(key, path));
        } catch (IOException e) {
            if (!SetAside.isFor(e)) {
                throw e;
            }
            LOG.error(
                    "what the hold {} has of {} cannot be used: {}",
                    kept.hold.id(),
                    key.sentence(),
                    e.getMessage());
        }
    }

    /// Makes a hold, which has nothing yet.
    ///
    /// @throws IOException in one line, when there is one for the case
    void place(Hold hold) throws IOException {
        copying.lock();
        try {
            if (all.containsKey(hold.id()) || Files.exists(folder.resolve(hold.id()))) {
                throw new IOException(
                        "there is a hold for " + hold.id() + "; name this one differently");
            }
            if (all.size() >= MOST) {
                throw new IOException("there are " + MOST + " holds; release one first");
            }
            Path placing = folder.resolve(hold.id() + PLACING);
            if (Files.exists(placing)) {
                IOUtils.rm(placing);
            }
            Files.createDirectory(placing);
            Forced.write(placing.resolve(Hold.FILE), hold.text());
            Path path = folder.resolve(hold.id());
            Forced.move(placing, path);
            all.put(
                    hold.id(),
                    new Kept(
                            hold,
                            path,
                            ConcurrentHashMap.newKeySet(),
                            new ConcurrentSkipListMap<>()));
        } finally {
            copying.unlock();
        }
    }

    /// Takes a hold away from those that are searched and that copy.
    ///
    /// @return null when there is none
    @Nullable Kept take(String id) throws IOException {
        copying.lock();
        try {
            Kept kept = all.remove(id);
            if (kept != null) {
                for (Partition part : kept.parts.values()) {
                    part.destroy();
                }
                forgetOverlaps();
            }
            return kept;
        } finally {
            copying.unlock();
        }
    }

    @Nullable Kept get(String id) {
        return all.get(id);
    }

    List<Kept> list() {
        return List.copyOf(all.values());
    }

    /// Copies into every hold what it has not of an index that is about to go.
    ///
    /// @throws IOException when that cannot be done, and so the index must stay
    void secure(Partition partition) throws IOException {
        for (Kept kept : all.values()) {
            copy(kept, partition.key(), List.of(partition), true);
        }
    }

    /// Copies of one index that is sealed, when any hold has not looked at it.
    ///
    /// @return whether there was one
    boolean catchUp(List<Partition> partitions) throws IOException {
        for (Partition partition : partitions) {
            if (partition.manifest() != null) {
                for (Kept kept : all.values()) {
                    if (copy(kept, partition.key(), List.of(partition), true)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// Copies what a hold means of an index; what it had of it before is replaced.
    ///
    /// @param from the index, or where it is gone, what other holds have of it
    /// @param last whether the index will not grow any more
    /// @return whether it had to be looked at
    boolean copy(Kept kept, PartitionKey key, List<Partition> from, boolean last)
            throws IOException {
        if (!kept.hold.mayHold(key.day()) || kept.copied.contains(key.name())) {
            return false;
        }
        copying.lock();
        try {
            if (!all.containsValue(kept) || kept.copied.contains(key.name())) {
                return false;
            }
            List<DirectoryReader> lent = new ArrayList<>();
            if (from.stream().anyMatch(Partition::isDestroyed)) {
                return false; // by somebody who had it copied first
            }
            try {
                for (Partition one : from) {
                    DirectoryReader reader = one.acquire();
                    if (reader != null) {
                        lent.add(reader);
                    }
                }
                Path copy = lent.isEmpty() ? null : copies.copy(kept.hold, key, lent, kept.path);
                if (copy != null) {
                    replace(kept, key, copy);
                }
            } finally {
                for (DirectoryReader reader : lent) {
                    reader.decRef();
                }
            }
            if (last) {
                Set<String> next = new TreeSet<>(kept.copied);
                next.add(key.name());
                Forced.write(kept.path.resolve(COPIED), String.join("\n", next) + "\n");
                kept.copied.add(key.name());
            }
            return true;
        } finally {
            copying.unlock();
        }
    }

    private void replace(Kept kept, PartitionKey key, Path copy) throws IOException {
        Path path = kept.path.resolve(key.name());
        Partition next = Partition.existing(key, copy);
        Partition before = kept.parts.get(key);
        if (before != null) {
            if (Kept.slices(before) > Kept.slices(next)) {
                LOG.error("{} has less than the hold has of it: nothing replaced", key.sentence());
                IOUtils.rm(copy);
                return;
            }
            before.destroy();
            Path dying = path.resolveSibling(key.name() + Destruction.DYING);
            Forced.move(path, dying);
            Forced.move(copy, path);
            IOUtils.rm(dying);
        } else {
            Forced.move(copy, path);
        }
        kept.parts.put(key, Partition.existing(key, path));
        forgetOverlaps();
    }

    /// Whether an index of this name was destroyed: what comes late must not take its place.
    boolean knows(PartitionKey key) {
        for (Kept kept : all.values()) {
            if (kept.copied.contains(key.name()) || kept.parts.containsKey(key)) {
                return true;
            }
        }
        return false;
    }

    /// Held indexes whose own are destroyed.
    ///
    /// @param there the indexes that are not
    List<Partition> alone(Set<PartitionKey> there) {
        List<Partition> alone = new ArrayList<>();
        for (Kept kept : all.values()) {
            for (Map.Entry<PartitionKey, Partition> part : kept.parts.entrySet()) {
                if (!there.contains(part.getKey())) {
                    alone.add(part.getValue());
                }
            }
        }
        return alone;
    }

    /// The slices of a held index that no hold before has; null when all are.
    ///
    /// @param reader of it
    @Nullable OnlyQuery only(Partition held, DirectoryReader reader) throws IOException {
        int forgotten;
        synchronized (overlaps) {
            OnlyQuery known = overlaps.get(held);
            if (known != null) {
                return known;
            }
            forgotten = overlapsForgotten;
        }
        List<DirectoryReader> others = new ArrayList<>();
        try {
            for (Kept kept : all.values()) {
                Partition other = kept.parts.get(held.key());
                if (other == held) {
                    break;
                }
                DirectoryReader lent = other == null ? null : other.acquire();
                if (lent != null) {
                    others.add(lent);
                }
            }
            if (others.isEmpty()) {
                return null;
            }
            OnlyQuery only = OnlyQuery.of(reader, others);
            synchronized (overlaps) {
                if (forgotten == overlapsForgotten) {
                    overlaps.put(held, only);
                }
            }
            return only;
        } finally {
            for (DirectoryReader other : others) {
                other.decRef();
            }
        }
    }

    private void forgetOverlaps() {
        synchronized (overlaps) {
            overlaps.clear();
            overlapsForgotten++;
        }
    }

    /// Whether a hold may mean flows of a day.
    boolean mayHold(LocalDate day) {
        return all.values().stream().anyMatch(kept -> kept.hold.mayHold(day));
    }

    boolean has(Partition partition) {
        return all.values().stream().anyMatch(kept -> kept.parts.get(partition.key()) == partition);
    }

    /// All indexes of all holds.
    List<Partition> parts() {
        return all.values().stream().flatMap(kept -> kept.parts.values().stream()).toList();
    }

    HoldCopy copies() {
        return copies;
    }
}
