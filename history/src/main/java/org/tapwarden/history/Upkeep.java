package org.tapwarden.history;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;
import org.tapwarden.history.index.Summary;

/// What whoever looks after a history asks of it: what there is, whether it is as it was written,
/// and that what is over is sealed. Tells of indexes and shows no flow. Safe to call from any
/// thread.
public final class Upkeep {

    /// How long sealing may go on without an index being sealed.
    static final Duration LONGEST_SEAL = Duration.ofMinutes(15);

    private static final long POLL_MILLIS = 50;
    private static final int IDLE_POLLS = 4;

    private final Partitions partitions;
    private final InstantSource wall;
    private final @Nullable Indexer indexer;

    Upkeep(Partitions partitions, InstantSource wall, @Nullable Indexer indexer) {
        this.partitions = partitions;
        this.wall = wall;
        this.indexer = indexer;
    }

    /// One index.
    ///
    /// @param name of its folder
    /// @param slices flow slices that can be found
    /// @param flows of them first slices
    /// @param first earliest end of a slice; empty when it has none
    /// @param last latest end
    /// @param bytes on disk, of all its files
    /// @param isSealed closed for good, with a manifest
    public record Index(
            String name,
            long slices,
            long flows,
            Optional<Instant> first,
            Optional<Instant> last,
            long bytes,
            boolean isSealed) {}

    /// All of a history.
    ///
    /// @param indexes by day, population and part
    /// @param damaged folders set aside, which nobody searches
    /// @param losses when flows were lost on their way here, a sentence each, oldest first
    /// @param now by the wall clock
    public record Stats(
            List<Index> indexes, List<String> damaged, List<String> losses, Instant now) {

        public Stats {
            indexes = List.copyOf(indexes);
            losses = List.copyOf(losses);
            damaged = List.copyOf(damaged);
        }

        /// When the slice ended that ended last of those that can be found.
        public Optional<Instant> newest() {
            return indexes.stream().flatMap(i -> i.last().stream()).max(Instant::compareTo);
        }
    }

    /// @throws IOException when an index cannot be read
    public Stats stats() throws IOException {
        List<Index> indexes = new ArrayList<>();
        for (Partition partition : partitions.all()) {
            indexes.add(index(partition));
        }
        return new Stats(
                indexes,
                partitions.damagedNames(),
                partitions.losses().sentences(Long.MIN_VALUE, Long.MAX_VALUE),
                wall.instant());
    }

    private static Index index(Partition partition) throws IOException {
        String name = partition.key().name();
        long bytes = partition.bytes();
        Manifest manifest = partition.manifest();
        if (manifest != null) {
            return new Index(
                    name,
                    manifest.slices(),
                    manifest.flows(),
                    Optional.of(Instant.ofEpochMilli(manifest.firstMillis())),
                    Optional.of(Instant.ofEpochMilli(manifest.lastMillis())),
                    bytes,
                    true);
        }
        DirectoryReader reader = partition.acquire();
        if (reader == null) {
            return new Index(name, 0, 0, Optional.empty(), Optional.empty(), bytes, false);
        }
        try {
            Summary all = Summary.of(reader);
            boolean some = all.slices() > 0;
            return new Index(
                    name,
                    all.slices(),
                    all.flows(),
                    some ? Optional.of(Instant.ofEpochMilli(all.firstMillis())) : Optional.empty(),
                    some ? Optional.of(Instant.ofEpochMilli(all.lastMillis())) : Optional.empty(),
                    bytes,
                    false);
        } finally {
            reader.decRef();
        }
    }

    /// What a look at every sealed index found.
    ///
    /// @param sealed indexes whose files were hashed
    /// @param open indexes that have no manifest yet
    /// @param differences one line each; none when all is as it was sealed
    public record Verified(int sealed, int open, List<String> differences) {

        public Verified {
            differences = List.copyOf(differences);
        }
    }

    /// Hashes the files of every sealed index and compares them with its manifest.
    ///
    /// @param progress one line on how far it is, before each index
    public Verified verify(Consumer<String> progress) {
        List<Partition> all = partitions.all();
        List<String> differences = new ArrayList<>();
        for (String damaged : partitions.damagedNames()) {
            differences.add(damaged + ": set aside as damaged; no search reads it");
        }
        int sealed = 0;
        int looked = 0;
        for (Partition partition : all) {
            progress.accept(
                    "verifying " + partition.key().name() + ", " + looked++ + " of " + all.size());
            Manifest manifest = partition.manifest();
            if (manifest != null) {
                sealed++;
                for (String wrong : wrong(partition, manifest)) {
                    if (!partition.isDestroyed()) {
                        differences.add(partition.key().name() + ": " + wrong);
                    }
                }
            }
        }
        return new Verified(sealed, all.size() - sealed, differences);
    }

    private static List<String> wrong(Partition partition, Manifest known) {
        try {
            List<String> wrong = new ArrayList<>(known.differences(partition.path()));
            Optional<Manifest> written = Manifest.read(partition.path());
            if (!written.equals(Optional.of(known))) {
                wrong.add(
                        written.isEmpty() ? "the manifest is missing" : "the manifest was changed");
            }
            return wrong;
        } catch (IOException e) {
            return List.of("cannot be read: " + e.getMessage());
        }
    }

    /// Seals now, one after the other, the indexes of days that are over.
    ///
    /// @param all also those of days that go on, for a history to which nothing will come: a
    ///   replay's
    /// @param progress one line on how far it is
    /// @return what was sealed
    /// @throws IOException when one could not be sealed, or `all` is asked of a history that is
    ///   written
    public List<Index> seal(boolean all, Consumer<String> progress) throws IOException {
        if (indexer != null && all) {
            throw new IOException(
                    "flows still come into this history; all of it can be sealed when nothing"
                            + " writes it, such as that of a replay");
        }
        return indexer == null ? sealHere(all, progress) : sealByWriter(indexer, progress);
    }

    private List<Index> sealHere(boolean all, Consumer<String> progress) throws IOException {
        List<Index> sealed = new ArrayList<>();
        for (Partition partition : partitions.writers().unsealed(all, wall.instant())) {
            progress.accept("sealing " + partition.key().sentence());
            partitions.lock().lock();
            try {
                if (partitions.writers().sealNow(partition, wall.instant())) {
                    sealed.add(index(partition));
                }
            } catch (IOException | IllegalStateException e) {
                throw new IOException(
                        partition.key().sentence() + " could not be sealed: " + Alarm.words(e), e);
            } finally {
                partitions.lock().unlock();
            }
        }
        return sealed;
    }

    /// The history's own threads do it; this only lifts their patience.
    private List<Index> sealByWriter(Indexer writer, Consumer<String> progress) throws IOException {
        List<Partition> wanted = partitions.writers().unsealed(false, wall.instant());
        partitions.writers().hurrySealing(true);
        try {
            await(wanted, writer, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the sealing was given up", e);
        } finally {
            partitions.writers().hurrySealing(false);
        }
        List<Index> sealed = new ArrayList<>();
        for (Partition partition : wanted) {
            if (partition.manifest() != null) {
                sealed.add(index(partition));
            } else if (!partition.isDestroyed() && index(partition).slices() > 0) {
                throw new IOException(
                        partition.key().sentence() + " could not be sealed; the log says why");
            }
        }
        return sealed;
    }

    /// An index without a slice is closed and gets no manifest: so it also ends when nothing is
    /// under way for a while.
    private static void await(List<Partition> wanted, Indexer writer, Consumer<String> progress)
            throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_SEAL.toNanos();
        int done = 0;
        int idle = 0;
        while (System.nanoTime() - deadline < 0) {
            List<Partition> left = wanted.stream().filter(Upkeep::isPending).toList();
            boolean given = left.stream().allMatch(Partition::waitsForSeal);
            idle = given && writer.isSealerIdle() ? idle + 1 : 0;
            if (left.isEmpty() || idle == IDLE_POLLS) {
                return;
            }
            if (wanted.size() - left.size() > done) {
                done = wanted.size() - left.size();
                deadline = System.nanoTime() + LONGEST_SEAL.toNanos();
            }
            progress.accept(
                    "sealing "
                            + left.getFirst().key().sentence()
                            + ", "
                            + done
                            + " of "
                            + wanted.size());
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static boolean isPending(Partition partition) {
        return partition.manifest() == null && !partition.isDestroyed();
    }
}
