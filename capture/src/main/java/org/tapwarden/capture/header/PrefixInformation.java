package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// The option in which a router announces a prefix (RFC 4861, section 4.6.2).
///
/// `at` is what {@link NeighbourDiscovery#option} found for {@link
/// NeighbourDiscovery#PREFIX_INFORMATION}.
public record PrefixInformation(MemorySegment block, long at) {

    public static final int LENGTH = 32;

    private static final int OPTION_LENGTH = 1;
    private static final int PREFIX_LENGTH = 2;
    private static final int FLAGS = 3;
    private static final int VALID_LIFETIME = 4;
    private static final int PREFERRED_LIFETIME = 8;
    private static final int PREFIX = 16;
    private static final int LOW = 8;

    private static final int LENGTH_IN_UNITS = 4;
    private static final int MAX_PREFIX_LENGTH = 128;
    private static final int ON_LINK = 0x80;
    private static final int AUTONOMOUS = 0x40;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available <= PREFIX_LENGTH) {
            return Fault.TRUNCATED;
        }
        boolean possible =
                NetworkOrder.u8(block, at) == NeighbourDiscovery.PREFIX_INFORMATION
                        && NetworkOrder.u8(block, at + OPTION_LENGTH) == LENGTH_IN_UNITS
                        && NetworkOrder.u8(block, at + PREFIX_LENGTH) <= MAX_PREFIX_LENGTH;
        if (!possible) {
            return Fault.ND_WRONG_OPTION;
        }
        return available < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    /// In bits, at most 128.
    public int prefixLength() {
        return NetworkOrder.u8(block, at + PREFIX_LENGTH);
    }

    /// Neighbours with this prefix are reached without a router.
    public boolean isOnLink() {
        return (NetworkOrder.u8(block, at + FLAGS) & ON_LINK) != 0;
    }

    /// Readers make themselves addresses of it (RFC 4862).
    public boolean isAutonomous() {
        return (NetworkOrder.u8(block, at + FLAGS) & AUTONOMOUS) != 0;
    }

    /// Unsigned; all ones mean for ever.
    public long validLifetimeSeconds() {
        return NetworkOrder.u32(block, at + VALID_LIFETIME);
    }

    /// Unsigned; all ones mean for ever.
    public long preferredLifetimeSeconds() {
        return NetworkOrder.u32(block, at + PREFERRED_LIFETIME);
    }

    public long prefixHigh() {
        return NetworkOrder.bits64(block, at + PREFIX);
    }

    public long prefixLow() {
        return NetworkOrder.bits64(block, at + PREFIX + LOW);
    }
}
