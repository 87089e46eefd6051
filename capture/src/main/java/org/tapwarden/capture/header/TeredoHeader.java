package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// What Teredo writes between UDP and IPv6: nothing, an authentication, an origin, or both in this
/// order (RFC 4380, section 5.1.1).
///
/// So little is easily met by chance. That the packet inside is IPv6 from or to a Teredo or a
/// link-local address is therefore asked too (section 5.2).
public record TeredoHeader(MemorySegment block, long at) {

    /// Where servers listen; two clients may talk without it, and are not noticed.
    public static final int PORT = 3544;

    private static final int AUTHENTICATION = 0x0001;
    private static final int AUTHENTICATION_LENGTH = 13; // with an empty id and value
    private static final int ID_LENGTH = 2;
    private static final int VALUE_LENGTH = 3;
    private static final int ORIGIN = 0x0000;
    private static final int ORIGIN_LENGTH = 8;

    private static final long SERVICE_PREFIX = 0x2001_0000L;
    private static final long LINK_LOCAL = 0xfe80L << 48;
    private static final long LINK_LOCAL_MASK = 0xffc0L << 48;

    public static Fault fault(MemorySegment block, long at, long end) {
        if (end - at < Ipv6Header.LENGTH) {
            return Fault.TRUNCATED;
        }
        long inside = new TeredoHeader(block, at).payloadAt();
        Fault fault = Ipv6Header.fault(block, inside, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        var packet = new Ipv6Header(block, inside);
        boolean ours = isTeredo(packet.sourceHigh()) || isTeredo(packet.destinationHigh());
        return ours || isLinkLocal(packet.sourceHigh()) ? Fault.NONE : Fault.TEREDO_WRONG_ADDRESS;
    }

    /// Where the IPv6 packet begins. Reads within the first 40 bytes only, so that {@link #fault}
    /// may ask before it knows anything else.
    public long payloadAt() {
        long inside = at;
        if (NetworkOrder.u16(block, inside) == AUTHENTICATION) {
            int id = NetworkOrder.u8(block, inside + ID_LENGTH);
            int value = NetworkOrder.u8(block, inside + VALUE_LENGTH);
            inside += AUTHENTICATION_LENGTH + id + value;
            // Behind a signature this long nothing may be read unasked, so no origin either.
            if (inside + 2 > at + Ipv6Header.LENGTH) {
                return inside;
            }
        }
        return NetworkOrder.u16(block, inside) == ORIGIN ? inside + ORIGIN_LENGTH : inside;
    }

    private static boolean isTeredo(long high) {
        return high >>> 32 == SERVICE_PREFIX;
    }

    private static boolean isLinkLocal(long high) {
        return (high & LINK_LOCAL_MASK) == LINK_LOCAL;
    }
}
