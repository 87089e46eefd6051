package org.tapwarden.history.packets;

import java.time.Duration;

/// How much is kept because of alerts.
///
/// @param bytesOfItem of one capture file; what is farther from the alert is left out
/// @param packetsOfItem in it
/// @param bytes of all items together; the oldest go, but for those of open cases and held ones
/// @param before how long before the alert frames are wanted
/// @param after how long after it; the item is made only then
public record PacketLimits(
        long bytesOfItem, int packetsOfItem, long bytes, Duration before, Duration after) {

    public static final PacketLimits DEFAULT =
            new PacketLimits(
                    1L << 20, 2_000, 256L << 20, Duration.ofSeconds(60), Duration.ofSeconds(10));

    /// An item is held in memory while it is made and handed out.
    public static final long MOST_BYTES_OF_ITEM = 64L << 20;

    public static final long FEWEST_BYTES_OF_ITEM = 64L << 10;

    public PacketLimits {
        if (bytesOfItem < FEWEST_BYTES_OF_ITEM || bytesOfItem > MOST_BYTES_OF_ITEM) {
            throw new IllegalArgumentException("no size of an item: " + bytesOfItem);
        }
        if (packetsOfItem < 2) {
            throw new IllegalArgumentException("too few packets: " + packetsOfItem);
        }
        if (bytes < 2 * bytesOfItem) {
            throw new IllegalArgumentException("two items must fit, not " + bytes + " bytes");
        }
        if (before.isNegative() || after.isNegative()) {
            throw new IllegalArgumentException("a time before or after is not negative");
        }
    }
}
