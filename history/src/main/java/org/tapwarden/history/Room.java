package org.tapwarden.history;

/// How much room flows may take. It may shorten the schedule, never lengthen it.
///
/// @param mostBytes of the indexes of days together; holds are not counted, since nothing may
///   shorten them
/// @param leastFreePercent of the disk that must be free; 0 where nobody cares
public record Room(long mostBytes, int leastFreePercent) {

    public static final Room ANY = new Room(Long.MAX_VALUE, 0);

    /// More would leave the history no disk to speak of.
    public static final int MOST_FREE_PERCENT = 90;

    public Room {
        if (mostBytes < 1) {
            throw new IllegalArgumentException("the flow history must have room, not " + mostBytes);
        }
        if (leastFreePercent < 0 || leastFreePercent > MOST_FREE_PERCENT) {
            throw new IllegalArgumentException(
                    "0 to "
                            + MOST_FREE_PERCENT
                            + " percent of a disk can be left free, not "
                            + leastFreePercent);
        }
    }

    boolean isTooLarge(long bytes) {
        return bytes > mostBytes;
    }

    boolean isTooFull(Disk disk) {
        // In floating point: a disk of petabytes times a hundred is no long.
        return disk.free() < disk.total() * (leastFreePercent / 100.0);
    }
}
