package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An IPv6 extension header (RFC 8200, section 4; the list is IANA's "IPv6 Extension Header
/// Types").
///
/// ESP is not among them, since what follows it is encrypted. The authentication header stands
/// after IPv4 too, and is read the same.
///
/// @param protocol what the header before called this one; an extension does not say what it is
public record Ipv6Extension(MemorySegment block, long at, int protocol) {

    private static final int MIN_LENGTH = 8;
    private static final int MIN_AUTHENTICATION_LENGTH = 12; // RFC 4302, section 2

    private static final int EXTENSION_LENGTH = 1;
    private static final int FRAGMENT = 2;
    private static final int FRAGMENT_IDENTIFICATION = 4;

    private static final int FRAGMENT_OFFSET = 0xfff8; // three low bits taken, so already in bytes
    private static final int MORE_FRAGMENTS = 0x0001;

    /// Whether this protocol number is an extension that we can step over.
    public static boolean is(int protocol) {
        return switch (protocol) {
            case IpProtocol.HOP_BY_HOP,
                    IpProtocol.ROUTING,
                    IpProtocol.FRAGMENT,
                    IpProtocol.AUTHENTICATION,
                    IpProtocol.DESTINATION_OPTIONS,
                    IpProtocol.MOBILITY,
                    IpProtocol.HOST_IDENTITY,
                    IpProtocol.SHIM6 ->
                    true;
            default -> false;
        };
    }

    /// Call only where {@link #is} said yes.
    public static Fault fault(MemorySegment block, long at, long end, int protocol) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        int length = new Ipv6Extension(block, at, protocol).headerLength();
        if (protocol == IpProtocol.AUTHENTICATION && length < MIN_AUTHENTICATION_LENGTH) {
            return Fault.IMPOSSIBLE_HEADER_LENGTH;
        }
        return length <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    /// An {@link IpProtocol}; after a later fragment it names what stands in the first.
    public int nextHeader() {
        return NetworkOrder.u8(block, at);
    }

    public int headerLength() {
        int length = NetworkOrder.u8(block, at + EXTENSION_LENGTH);
        return switch (protocol) {
            case IpProtocol.FRAGMENT -> MIN_LENGTH; // the length byte is reserved there
            case IpProtocol.AUTHENTICATION -> (length + 2) * 4;
            default -> (length + 1) * 8;
        };
    }

    /// In bytes; 0 where this is no fragment header.
    public int fragmentOffset() {
        return fragmentWord() & FRAGMENT_OFFSET;
    }

    public boolean moreFragments() {
        return (fragmentWord() & MORE_FRAGMENTS) != 0;
    }

    /// Only a part of a packet. A fragment header around a whole one is no fragment (RFC 6946).
    public boolean isFragment() {
        return (fragmentWord() & (FRAGMENT_OFFSET | MORE_FRAGMENTS)) != 0;
    }

    /// All 32 bits; 0 where this is no fragment header.
    public int identification() {
        return protocol == IpProtocol.FRAGMENT
                ? NetworkOrder.bits32(block, at + FRAGMENT_IDENTIFICATION)
                : 0;
    }

    public long payloadAt() {
        return at + headerLength();
    }

    private int fragmentWord() {
        return protocol == IpProtocol.FRAGMENT ? NetworkOrder.u16(block, at + FRAGMENT) : 0;
    }
}
