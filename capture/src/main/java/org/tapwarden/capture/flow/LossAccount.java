package org.tapwarden.capture.flow;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Where every frame went that the tap handed to this machine.
///
/// Each thread writes its part at its tick, in one go; the sum is of one moment a thread. Once the
/// threads have ended nothing waits.
///
/// @param offered all frames, lost ones included
/// @param processed decoded and shown to the flow table
/// @param leftOut frames that the operator's filter does not want
/// @param waiting frames that lie in a ring and will be read
/// @param drops lost frames, by where; every name is there, also at 0
public record LossAccount(
        long offered, long processed, long leftOut, long waiting, Map<Drop, Long> drops) {

    /// Where a frame was lost.
    public enum Drop {
        /// The kernel's ring was full.
        KERNEL,
        /// A frame of the kernel's ring was not as the ring described it.
        BROKEN,
        /// It lay in the kernel's ring when the interface vanished or the capture ended.
        UNREAD,
        /// The ring to the thread for frames that the kernel's hash splits was full.
        SPLIT_RING_FULL,
        /// A bug met a frame of the same batch.
        BATCH_GIVEN_UP;

        /// As metrics and pages name it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Nothing was offered yet.
    public static final LossAccount NONE = new LossAccount(0, 0, 0, 0, Map.of());

    public LossAccount {
        var all = new EnumMap<Drop, Long>(Drop.class);
        for (Drop drop : Drop.values()) {
            all.put(drop, drops.getOrDefault(drop, 0L));
        }
        drops = Collections.unmodifiableMap(all);
    }

    /// Lost frames, all names together.
    public long dropped() {
        return drops.values().stream().mapToLong(Long::longValue).sum();
    }

    public long dropped(Drop drop) {
        return drops.getOrDefault(drop, 0L);
    }

    /// Frames that nobody can say the fate of. Anything but 0 is a bug.
    public long unaccounted() {
        return offered - processed - leftOut - waiting - dropped();
    }

    /// Both together.
    public LossAccount plus(LossAccount other) {
        var sum = new EnumMap<>(drops);
        other.drops.forEach((drop, n) -> sum.merge(drop, n, Long::sum));
        return new LossAccount(
                offered + other.offered,
                processed + other.processed,
                leftOut + other.leftOut,
                waiting + other.waiting,
                sum);
    }
}
