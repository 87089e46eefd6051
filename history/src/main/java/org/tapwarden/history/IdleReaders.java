package org.tapwarden.history;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tapwarden.history.codec.TableHeap;

/// Which indexes stay open though nobody writes them: to open one again takes a question about a
/// millisecond, and a year has hundreds. Those used last stay, as many as the heap for them allows.
final class IdleReaders {

    /// However much they take.
    static final int FEWEST = 64;

    /// However little they take: each has some files mapped.
    static final int MOST = 512;

    /// Heap that their tables may take, in bytes. Measured with 401 indexes of a hundred days, of
    /// which a host was asked: 21.8 MiB with all that Lucene holds of them.
    static final long TABLES = 32L << 20;

    private IdleReaders() {}

    /// How many may stay.
    static int allowed(long tableBytes) {
        return tableBytes > TABLES ? FEWEST : MOST;
    }

    /// Closes those that may not. With the lock of {@link Partitions} held.
    static void close(Stream<Partition> partitions) throws IOException {
        List<Partition> idle =
                partitions
                        .filter(Partition::hasIdleReader)
                        .sorted(Comparator.comparingLong(Partition::usedNanos))
                        .toList();
        int allowed = allowed(TableHeap.bytes());
        for (int i = 0; i < idle.size() - allowed; i++) {
            idle.get(i).closeIdleReader();
        }
    }
}
