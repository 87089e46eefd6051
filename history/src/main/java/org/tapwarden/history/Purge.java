package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides which days go: those whose time is over, and, where there is no room for all that the
/// schedule keeps, the oldest. Whole indexes at a time.
final class Purge {

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private final Partitions partitions;
    private final Retention retention;
    private final LongAdder forRoom = new LongAdder();

    Purge(Partitions partitions, Retention retention) {
        this.partitions = partitions;
        this.retention = retention;
    }

    /// What the schedule says must be gone by now.
    ///
    /// @return how many indexes went
    int whatIsDue(Instant now) throws IOException {
        partitions.lock().lock();
        try {
            int gone = 0;
            for (Partition partition : partitions.all()) {
                PartitionKey key = partition.key();
                if (retention.isOver(key.day(), key.population(), now)) {
                    partitions.destroy(partition, Cause.SCHEDULE, now);
                    gone++;
                }
            }
            return gone;
        } finally {
            partitions.lock().unlock();
        }
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
        int gone = 0;
        for (Partition partition : oldest) {
            Disk before = gauge.read();
            Optional<Cause> cause = tooLittle(bytes, before);
            if (cause.isEmpty()) {
                return gone;
            }
            if (!partition.key().day().isBefore(today)) {
                break;
            }
            long length = partition.bytes();
            partitions.destroy(partition, cause.get(), now);
            tell(partition.key(), cause.get());
            bytes -= length;
            gone++;
            boolean freed = gauge.read().free() - before.free() >= length / 2;
            if (cause.get().equals(Cause.FREE_SPACE) && !freed) {
                LOG.error("destroying flows frees nothing: something else fills the disk");
                return gone;
            }
        }
        if (tooLittle(bytes, gauge.read()).isPresent()) {
            LOG.error("there is too little room for the flows of today alone");
        }
        return gone;
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
