package org.tapwarden.history;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.language.Canonical;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// What a records officer does with a history: holds flows beyond the schedule, and destroys them
/// before it. Each act is in the audit with who and why. Any thread.
public final class Records {

    /// Longest wait for the writing thread, which may be in the middle of a batch.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Partitions partitions;
    private final Holds holds;
    private final Purge purge;
    private final Destruction destruction;
    private final Certificates certificates;
    private final SearchAudit audit;
    private final InstantSource wall;
    private final @Nullable Indexer indexer;

    /// A hold, and what it has.
    ///
    /// @param slices of flows
    /// @param indexes that they are in
    public record Held(Hold hold, long slices, int indexes) {}

    /// A hold that is gone.
    ///
    /// @param certificate its name; empty when all its days still stand in the schedule, so that
    ///   only a copy went
    public record Released(long slices, Optional<String> certificate) {}

    /// What a purge would destroy.
    ///
    /// @param what in words
    /// @param slices of flows; -1 where it is damaged
    public record Due(String what, long slices, long bytes) {}

    /// What a purge did.
    ///
    /// @param certificates names
    /// @param finished whether nothing of them is left anywhere; if not yet, it is tried again
    public record Purged(List<String> certificates, boolean finished) {}

    Records(
            Partitions partitions,
            Holds holds,
            Purge purge,
            Destruction destruction,
            Certificates certificates,
            SearchAudit audit,
            InstantSource wall,
            @Nullable Indexer indexer) {
        this.partitions = partitions;
        this.holds = holds;
        this.purge = purge;
        this.destruction = destruction;
        this.certificates = certificates;
        this.audit = audit;
        this.wall = wall;
        this.indexer = indexer;
    }

    /// Places a hold, and copies what there is.
    ///
    /// @param to empty while it goes on
    /// @throws SearchRefused when the query is none
    /// @throws IOException in one line: there is a hold for the case, or the disk fails; a hold
    ///   that is placed and not wholly copied goes on by itself
    public Held hold(String id, Question question, Instant from, Optional<Instant> to, Hold.By by)
            throws SearchRefused, IOException {
        Instant now = wall.instant();
        Hold hold;
        try {
            hold = new Hold(id, Canonical.text(question), from, to, by, now);
        } catch (IllegalArgumentException e) {
            throw new SearchRefused(String.valueOf(e.getMessage()));
        }
        return hold(hold);
    }

    Held hold(Hold hold) throws SearchRefused, IOException {
        holds.copies().query(hold);
        Indexer writer = indexer;
        if (writer != null && !writer.catchUp(PATIENCE)) {
            throw new IOException(
                    "nothing was held: the writer of the history does not come round");
        }
        audit.held("hold-begun", hold, hold.placed(), 0, wall.instant());
        List<Partition> there;
        partitions.lock().lock(); // so that nothing is half destroyed now
        try {
            holds.place(hold);
            there = partitions.all();
        } finally {
            partitions.lock().unlock();
        }
        Holds.Kept kept = holds.get(hold.id());
        if (kept == null) {
            throw new IOException("the hold was released while it was placed");
        }
        for (Partition partition : there) {
            holds.copy(kept, partition.key(), List.of(partition), partition.manifest() != null);
        }
        for (Map.Entry<PartitionKey, List<Partition>> gone : onlyHeld(kept, there).entrySet()) {
            holds.copy(kept, gone.getKey(), gone.getValue(), true);
        }
        Held held = held(kept);
        audit.held("hold-placed", hold, hold.placed(), held.slices(), wall.instant());
        return held;
    }

    private Map<PartitionKey, List<Partition>> onlyHeld(Holds.Kept kept, List<Partition> there) {
        Set<PartitionKey> keys = new HashSet<>();
        there.forEach(partition -> keys.add(partition.key()));
        Map<PartitionKey, List<Partition>> gone = new TreeMap<>();
        for (Partition part : holds.alone(keys)) {
            if (!kept.parts().containsValue(part)) {
                gone.computeIfAbsent(part.key(), _ -> new ArrayList<>()).add(part);
            }
        }
        return gone;
    }

    private static Held held(Holds.Kept kept) {
        return new Held(kept.hold(), kept.slices(), kept.parts().size());
    }

    /// All holds, by case.
    public List<Held> holds() {
        return holds.list().stream().map(Records::held).toList();
    }

    /// Lets a hold go: what it has is destroyed.
    ///
    /// @throws IOException in one line, when there is none or the disk fails
    public Released release(String id, Hold.By by) throws IOException {
        Holds.Kept kept = holds.get(id);
        if (kept == null) {
            throw new IOException("there is no hold for " + id);
        }
        Instant now = wall.instant();
        long slices = kept.slices();
        Set<PartitionKey> there = new HashSet<>();
        partitions.all().forEach(partition -> there.add(partition.key()));
        Certificate certificate = destruction.certifyHold(Holds.FOLDER, kept, by, now);
        audit.held("hold-released", kept.hold(), by, slices, now);
        if (holds.take(id) == null) {
            throw new IOException("there is no hold for " + id);
        }
        if (there.containsAll(kept.parts().keySet())) {
            Destruction.discard(kept.path());
            return new Released(slices, Optional.empty());
        }
        return new Released(slices, Optional.of(destruction.carryOut(certificate)));
    }

    /// What {@link #purge} would destroy.
    ///
    /// @param before the first day that stays; at most today
    /// @throws IOException in one line
    public List<Due> wouldPurge(LocalDate before, Set<Population> populations) throws IOException {
        check(before);
        return purge.before(before, populations);
    }

    /// Destroys whole days before their time, in UTC, each index with a certificate. What holds
    /// mean of them is copied first.
    ///
    /// @throws IOException in one line; what was begun is done after the next start
    public Purged purge(LocalDate before, Set<Population> populations, Hold.By by)
            throws IOException {
        check(before);
        Indexer writer = indexer;
        if (writer == null) {
            throw new IOException("the history was opened to be searched only");
        }
        if (!writer.catchUp(PATIENCE)) {
            throw new IOException(
                    "nothing was destroyed: the writer of the history does not come round");
        }
        purge.prepare();
        audit.purgeAsked(before.toString(), words(populations), by, wall.instant());
        Cause cause = Cause.person(by.who(), by.via(), by.reason());
        List<String> names =
                writer.call(() -> purge.now(before, populations, cause, wall.instant()), PATIENCE);
        return new Purged(names, await(names));
    }

    private boolean await(List<String> names) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (certificates.open().stream().anyMatch(open -> names.contains(open.name()))) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return true;
    }

    private void check(LocalDate before) throws IOException {
        LocalDate today = LocalDate.ofInstant(wall.instant(), ZoneOffset.UTC);
        if (before.isAfter(today)) {
            throw new IOException(
                    "the day of " + today + " (UTC) is being written: purge before it at most");
        }
    }

    private static String words(Set<Population> populations) {
        return String.join(",", populations.stream().map(Population::word).sorted().toList());
    }
}
