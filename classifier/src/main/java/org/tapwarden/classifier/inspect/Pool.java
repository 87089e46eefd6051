package org.tapwarden.classifier.inspect;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A bounded store of reusable objects, a sixteenth of it for each shard, so that what is refused
/// at the cap does not depend on the number of threads.
final class Pool<T> {

    private final int perShard;
    private final Supplier<T> maker;
    private final Consumer<T> cleaner;
    private final int[] lent = new int[org.tapwarden.capture.flow.FlowTable.SHARDS];
    private final ArrayDeque<T> spare = new ArrayDeque<>();
    private long refused;

    Pool(int perShard, Supplier<T> maker, Consumer<T> cleaner) {
        this.perShard = perShard;
        this.maker = maker;
        this.cleaner = cleaner;
    }

    /// Lends one, or null when the shard has none left.
    @Nullable T take(int shard) {
        if (lent[shard] == perShard) {
            refused++;
            return null;
        }
        lent[shard]++;
        T again = spare.poll();
        return again == null ? maker.get() : again;
    }

    void giveBack(int shard, T object) {
        lent[shard]--;
        cleaner.accept(object);
        spare.push(object);
    }

    long refused() {
        return refused;
    }
}
