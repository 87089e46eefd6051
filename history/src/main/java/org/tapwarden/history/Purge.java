package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.Population;

/// Decides which days go: those whose time is over, and, where there is no room for all that the
/// schedule keeps, the oldest. Whole indexes at a time.
final class Purge {

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private final Partitions partitions;
    private final Retention retention;
    private final Ballast ballast;
    private final LongAdder forRoom = new LongAdder();

    Purge(Partitions partitions, Retention retention, Ballast ballast) {
        this.ballast = ballast;
        this.partitions = partitions;
        this.retention = retention;
    }

    /// One look at all indexes. What cannot go must not keep the others.
    private static final class Round {

        private final List<String> certificates = new ArrayList<>();
        private @Nullable IOException trouble;

        interface Step {
            /// @return the certificate's name
            String run() throws IOException;
        }

        /// @return whether it is gone
        boolean destroy(Step step) {
            try {
                certificates.add(step.run());
                return true;
            } catch (IOException e) {
                LOG.error("an index could not be destroyed: {}", e.toString());
                trouble = trouble == null ? e : trouble;
                return false;
            }
        }

        /// @throws IOException the first trouble there was
        List<String> end() throws IOException {
            if (trouble != null) {
                throw trouble;
            }
            return certificates;
        }
    }

    /// What the schedule says must be gone by now.
    ///
    /// @return how many indexes went
    /// @throws IOException when something could not go, after all else went
    int whatIsDue(Instant now) throws IOException {
        return destroy(
                        key -> retention.isOver(key.day(), key.population(), now),
                        Cause.SCHEDULE,
                        now)
                .size();
    }

    private List<String> destroy(Predicate<PartitionKey> meant, Cause cause, Instant now)
            throws IOException {
        var round = new Round();
        partitions.lock().lock();
        try {
            ballast.releaseIfFull();
            for (Partition partition : partitions.all()) {
                if (meant.test(partition.key())) {
                    round.destroy(() -> partitions.destroy(partition, cause, now));
                }
            }
            partitions
                    .damaged()
                    .forEach((name, key) -> {
                        if (meant.test(key)) {
                            round.destroy(() -> partitions.destroyDamaged(name, key, cause, now));
                        }
                    });
        } finally {
            partitions.lock().unlock();
        }
        return round.end();
    }

    /// The oldest, until the rest fits; today's are never among them. Where destroying frees
    /// nothing, as when something else eats the disk, it stops: the next round looks again.
    ///
    /// @return how many indexes went before their time
    int forRoom(Instant now, Disk.Gauge gauge) throws IOException {
        if (retention.room().equals(Room.ANY)) {
            return 0;
        }
        partitions.lock().lock();
        try {
            ballast.releaseIfFull();
            return shorten(now, gauge);
        } finally {
            partitions.lock().unlock();
        }
    }

    private int shorten(Instant now, Disk.Gauge gauge) throws IOException {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<Partition> oldest = new ArrayList<>(partitions.all());
        long bytes = 0;
        for (Partition partition : oldest) {
            bytes += partition.bytes();
        }
        var round = new Round();
        for (Partition partition : oldest) {
            Disk before = gauge.read();
            Optional<Cause> cause = tooLittle(bytes, before);
            if (cause.isEmpty()) {
                return round.end().size();
            }
            if (!partition.key().day().isBefore(today)) {
                break;
            }
            long length = partition.bytes();
            if (!round.destroy(() -> partitions.destroy(partition, cause.get(), now))) {
                continue;
            }
            tell(partition.key(), cause.get());
            bytes -= length;
            boolean freed = gauge.read().free() - before.free() >= length / 2;
            if (cause.get().equals(Cause.FREE_SPACE) && !freed) {
                LOG.error("destroying flows frees nothing: something else fills the disk");
                return round.end().size();
            }
        }
        if (tooLittle(bytes, gauge.read()).isPresent()) {
            LOG.error("there is too little room for the flows that must stay");
        }
        return round.end().size();
    }

    /// What {@link #now} would destroy, the oldest first.
    List<Records.Due> before(LocalDate day, Set<Population> populations) throws IOException {
        List<Records.Due> due = new ArrayList<>();
        for (Partition partition : partitions.all()) {
            if (isMeant(partition.key(), day, populations)) {
                due.add(
                        new Records.Due(
                                partition.key().sentence(),
                                Destruction.summary(partition).slices(),
                                partition.bytes()));
            }
        }
        for (PartitionKey key : partitions.damaged().values()) {
            if (isMeant(key, day, populations)) {
                due.add(new Records.Due(key.sentence() + ", damaged", Certificate.UNKNOWN, 0));
            }
        }
        return due;
    }

    private static boolean isMeant(PartitionKey key, LocalDate day, Set<Population> populations) {
        return key.day().isBefore(day) && populations.contains(key.population());
    }

    /// Destroys days before a day, whatever the schedule says.
    ///
    /// @return the certificates' names
    /// @throws IOException when something could not go, after all else went
    List<String> now(LocalDate day, Set<Population> populations, Cause cause, Instant now)
            throws IOException {
        return destroy(key -> isMeant(key, day, populations), cause, now);
    }

    /// For what must be written before anything can be destroyed.
    void prepare() {
        partitions.lock().lock();
        try {
            ballast.releaseIfFull();
        } finally {
            partitions.lock().unlock();
        }
    }

    /// When all is well again.
    void keepBallast() {
        partitions.lock().lock();
        try {
            ballast.keep();
        } finally {
            partitions.lock().unlock();
        }
    }

    private Optional<Cause> tooLittle(long bytes, Disk disk) {
        Room room = retention.room();
        if (room.isTooLarge(bytes)) {
            return Optional.of(Cause.SIZE);
        }
        return room.isTooFull(disk) ? Optional.of(Cause.FREE_SPACE) : Optional.empty();
    }

    private void tell(PartitionKey key, Cause cause) {
        forRoom.increment();
        LOG.error(
                "for want of room {} are gone before their time: {}", key.sentence(), cause.why());
    }

    /// Indexes that went before their time.
    long shortened() {
        return forRoom.sum();
    }
}
