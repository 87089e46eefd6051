package org.tapwarden.capture.flow;

import java.util.Arrays;

/// When to look at each flow again: buckets of one second, a wheel of them for each shard.
///
/// A frame does not move its flow. The flow waits in the bucket in which its time would have been
/// over when it was put there; when that second comes and the flow has been heard since, it goes to
/// the bucket of its new deadline. So a flow is touched once a timeout, not once a frame.
final class TimingWheel {

    private static final long SECOND = 1_000_000_000L;

    /// More buckets than this are not made; flows with a longer timeout are looked at in between.
    private static final int MOST_BUCKETS = 4_096;

    private static final long NOT_STARTED = Long.MIN_VALUE;
    private static final int BETWEEN = -1;

    private final int buckets;
    private final SlotLists lists;

    /// The second whose bucket is emptied or was emptied last, for each shard.
    private final long[] second;

    /// Slots of that bucket that were there when its second came and have not been looked at yet.
    private final int[] remaining;

    TimingWheel(int slots, int shards, long longestTimeoutNanos) {
        long seconds = Math.min(MOST_BUCKETS / 2, longestTimeoutNanos / SECOND + 2);
        buckets = Integer.highestOneBit((int) seconds) << 1;
        lists = new SlotLists(slots, shards * buckets);
        second = new long[shards];
        remaining = new int[shards];
        Arrays.fill(second, NOT_STARTED);
        Arrays.fill(remaining, BETWEEN);
    }

    /// Puts a slot that waits nowhere into the bucket of its deadline.
    ///
    /// @param now event time; starts the shard's wheel
    void add(int shard, int slot, long deadlineNanos, long now) {
        if (second[shard] == NOT_STARTED) {
            second[shard] = Math.floorDiv(now, SECOND) - 1;
        }
        lists.append(bucket(shard, due(shard, deadlineNanos)), slot);
    }

    void remove(int slot) {
        lists.remove(slot);
    }

    /// Puts a slot that waits somewhere into the bucket of another deadline.
    void move(int shard, int slot, long deadlineNanos) {
        lists.move(slot, bucket(shard, due(shard, deadlineNanos)));
    }

    /// A slot whose second has come by `now` and that has not been looked at in this second, or
    /// {@link SlotLists#NONE}. The caller removes or moves it before asking again.
    int next(int shard, long now) {
        long reached = Math.floorDiv(now, SECOND);
        if (second[shard] == NOT_STARTED) {
            return SlotLists.NONE;
        }
        if (reached - second[shard] > buckets) {
            // Event time made a leap: one turn of the wheel looks at everybody.
            second[shard] = reached - buckets;
            remaining[shard] = BETWEEN;
        }
        while (true) {
            if (remaining[shard] == BETWEEN) {
                if (second[shard] >= reached) {
                    return SlotLists.NONE;
                }
                second[shard]++;
                remaining[shard] = lists.size(bucket(shard, second[shard]));
            }
            if (remaining[shard] > 0) {
                remaining[shard]--;
                return lists.first(bucket(shard, second[shard]));
            }
            remaining[shard] = BETWEEN;
        }
    }

    /// Begins anew with whatever second comes first. The shard's buckets must be empty.
    void reset() {
        Arrays.fill(second, NOT_STARTED);
        Arrays.fill(remaining, BETWEEN);
    }

    /// The first full second at or after the deadline that the wheel has a bucket for.
    private long due(int shard, long deadlineNanos) {
        long wanted = Math.ceilDiv(deadlineNanos, SECOND);
        long soonest = second[shard] + 1;
        return Math.clamp(wanted, soonest, second[shard] + buckets - 1);
    }

    private int bucket(int shard, long atSecond) {
        return shard * buckets + (int) (atSecond & (buckets - 1));
    }
}
