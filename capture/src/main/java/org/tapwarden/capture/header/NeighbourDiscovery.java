package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// A neighbour discovery message, from its ICMPv6 type on (RFC 4861, section 4).
///
/// Only a message with hop limit 255 comes from this link (section 3.1); the IPv6 header tells, so
/// the caller checks that. Options that the snap length cut are not seen.
///
/// @param end where the captured message stops, since its options have no count
public record NeighbourDiscovery(MemorySegment block, long at, long end) {

    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOUR_SOLICITATION = 135;
    public static final int NEIGHBOUR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;

    public static final int PREFIX_INFORMATION = 3;

    /// Name servers (RFC 8106, section 5.1).
    public static final int RECURSIVE_SERVERS = 25;

    /// No further option of that type.
    public static final long NO_OPTION = -1;

    /// A frame of 1,500 bytes holds 45 announced prefixes; no honest router needs more options.
    public static final int MAX_OPTIONS = 64;

    private static final int SOURCE_LINK_LAYER_ADDRESS = 1;
    private static final int TARGET_LINK_LAYER_ADDRESS = 2;

    private static final int MIN_LENGTH = 8;
    private static final int CODE = 1;
    private static final int FLAGS = 4;
    private static final int HOP_LIMIT = 4;
    private static final int ROUTER_FLAGS = 5;
    private static final int ROUTER_LIFETIME = 6;
    private static final int TARGET = 8;
    private static final int DESTINATION = 24;
    private static final int LOW = 8;

    private static final int MANAGED = 0x80;
    private static final int OTHER = 0x40;
    private static final int ROUTER = 0x80;
    private static final int SOLICITED = 0x40;
    private static final int OVERRIDE = 0x20;

    private static final int OPTION_LENGTH = 1;
    private static final int OPTION_HEADER = 2;
    private static final int OPTION_UNIT = 8;

    /// Whether this ICMPv6 type is neighbour discovery.
    public static boolean is(int type) {
        return ROUTER_SOLICITATION <= type && type <= REDIRECT;
    }

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        var message = new NeighbourDiscovery(block, at, end);
        if (!is(message.type())) {
            return Fault.ND_WRONG_TYPE;
        }
        if (NetworkOrder.u8(block, at + CODE) != 0) {
            return Fault.ND_WRONG_CODE;
        }
        return end < message.optionsAt() ? Fault.TRUNCATED : message.faultOfOptions();
    }

    /// {@link #NEIGHBOUR_SOLICITATION} and its like.
    public int type() {
        return NetworkOrder.u8(block, at);
    }

    /// Whose address is asked for, announced, or better reached; 0 in router messages.
    public long targetHigh() {
        return hasTarget() ? NetworkOrder.bits64(block, at + TARGET) : 0;
    }

    public long targetLow() {
        return hasTarget() ? NetworkOrder.bits64(block, at + TARGET + LOW) : 0;
    }

    /// For which destination a redirect names a better hop; 0 in other messages.
    public long destinationHigh() {
        return isRedirect() ? NetworkOrder.bits64(block, at + DESTINATION) : 0;
    }

    public long destinationLow() {
        return isRedirect() ? NetworkOrder.bits64(block, at + DESTINATION + LOW) : 0;
    }

    /// A neighbour advertisement from a router.
    public boolean isRouter() {
        return advertisementHas(ROUTER);
    }

    /// A neighbour advertisement that somebody asked for.
    public boolean isSolicited() {
        return advertisementHas(SOLICITED);
    }

    /// A neighbour advertisement that replaces what its readers believed.
    public boolean isOverride() {
        return advertisementHas(OVERRIDE);
    }

    /// The hop limit that a router advertisement recommends; 0 for none, and in other messages.
    public int recommendedHopLimit() {
        return isAdvertisedByRouter() ? NetworkOrder.u8(block, at + HOP_LIMIT) : 0;
    }

    /// A router advertisement that sends its readers to DHCPv6 for addresses.
    public boolean isManaged() {
        return isAdvertisedByRouter() && (NetworkOrder.u8(block, at + ROUTER_FLAGS) & MANAGED) != 0;
    }

    /// A router advertisement that sends its readers to DHCPv6 for the rest.
    public boolean isOther() {
        return isAdvertisedByRouter() && (NetworkOrder.u8(block, at + ROUTER_FLAGS) & OTHER) != 0;
    }

    /// 0 where the sender does not offer itself as default router, and in other messages.
    public int routerLifetimeSeconds() {
        return isAdvertisedByRouter() ? NetworkOrder.u16(block, at + ROUTER_LIFETIME) : 0;
    }

    /// The sender's MAC, 0 where it is not told.
    public long sourceLinkLayerAddress() {
        return linkLayerAddress(SOURCE_LINK_LAYER_ADDRESS);
    }

    /// The target's MAC, 0 where it is not told.
    public long targetLinkLayerAddress() {
        return linkLayerAddress(TARGET_LINK_LAYER_ADDRESS);
    }

    /// Where the first option of this type starts, or {@link #NO_OPTION}.
    public long option(int type) {
        return find(type, optionsAt());
    }

    /// Where the next option of the same type starts, or {@link #NO_OPTION}.
    ///
    /// @param option what {@link #option} or this method answered
    public long optionAfter(long option) {
        return find(NetworkOrder.u8(block, option), option + optionLength(option));
    }

    /// How many words of eight bytes an option has, its type and length included.
    public int words(long option) {
        return NetworkOrder.u8(block, option + OPTION_LENGTH);
    }

    /// A word of an option that {@link #option} or {@link #optionAfter} answered.
    ///
    /// @param index below {@link #words}
    public long word(long option, int index) {
        return NetworkOrder.bits64(block, option + (long) OPTION_UNIT * index);
    }

    private Fault faultOfOptions() {
        long option = optionsAt();
        for (int count = 0; option + OPTION_HEADER <= end; count++) {
            if (optionLength(option) == 0) {
                return Fault.ND_EMPTY_OPTION;
            }
            if (count == MAX_OPTIONS) {
                return Fault.ND_TOO_MANY_OPTIONS;
            }
            option += optionLength(option);
        }
        return Fault.NONE;
    }

    /// Ends, because {@link #faultOfOptions} saw that no option is empty.
    private long find(int type, long from) {
        long option = from;
        while (option + OPTION_HEADER <= end && option + optionLength(option) <= end) {
            if (NetworkOrder.u8(block, option) == type) {
                return option;
            }
            option += optionLength(option);
        }
        return NO_OPTION;
    }

    private long linkLayerAddress(int type) {
        long option = option(type);
        boolean isMac = option != NO_OPTION && optionLength(option) == OPTION_UNIT;
        return isMac ? NetworkOrder.mac(block, option + OPTION_HEADER) : 0;
    }

    private int optionLength(long option) {
        return NetworkOrder.u8(block, option + OPTION_LENGTH) * OPTION_UNIT;
    }

    private long optionsAt() {
        return at
                + switch (type()) {
                    case ROUTER_SOLICITATION -> 8;
                    case ROUTER_ADVERTISEMENT -> 16;
                    case REDIRECT -> 40;
                    default -> 24;
                };
    }

    private boolean hasTarget() {
        return type() >= NEIGHBOUR_SOLICITATION;
    }

    private boolean isRedirect() {
        return type() == REDIRECT;
    }

    private boolean isAdvertisedByRouter() {
        return type() == ROUTER_ADVERTISEMENT;
    }

    private boolean advertisementHas(int flag) {
        return type() == NEIGHBOUR_ADVERTISEMENT
                && (NetworkOrder.u8(block, at + FLAGS) & flag) != 0;
    }
}
