package org.tapwarden.classifier.inspect;

import org.tapwarden.capture.flow.FlowTable;

/// What was told of whom, and when, by shard. Bounded: one takes the place of another, which is
/// then told once more than needed.
final class RecentlyTold {

    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private final int room;
    private final long[] keys;
    private final long[] contents;
    private final long[] times;

    /// @param room places of each shard
    RecentlyTold(int room) {
        this.room = room;
        this.keys = new long[FlowTable.SHARDS * room];
        this.contents = new long[FlowTable.SHARDS * room];
        this.times = new long[FlowTable.SHARDS * room];
    }

    /// Whether this is to be told now; it counts as told then.
    ///
    /// @param key of whom, not 0
    /// @param content what, or a hash of it
    /// @param everyNanos the same is to be told again after this time
    boolean isNew(int shard, long key, long content, long atNanos, long everyNanos) {
        int place = shard * room + (int) Long.remainderUnsigned((key * SPREAD) >>> 16, room);
        boolean same =
                keys[place] == key
                        && contents[place] == content
                        && atNanos - times[place] < everyNanos;
        if (!same) {
            keys[place] = key;
            contents[place] = content;
            times[place] = atNanos;
        }
        return !same;
    }
}
