package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// The address family before a loopback packet (LINKTYPE_NULL and LINKTYPE_LOOP, tcpdump.org).
///
/// LOOP is big endian. NULL has the byte order of the machine that captured, which the file does
/// not always tell; no family exceeds 16 bits, so the half that is not zero shows it.
public record LoopbackHeader(MemorySegment block, long at) {

    public static final int LENGTH = 4;

    private static final int INET = 2;
    private static final int INET6_LINUX = 10;
    private static final int INET6_OPENBSD = 24;
    private static final int INET6_FREEBSD = 28;
    private static final int INET6_DARWIN = 30;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    /// An AF_ number, which only for IPv4 is the same everywhere.
    public int family() {
        int family = NetworkOrder.bits32(block, at);
        return family >>> 16 == 0 ? family : Integer.reverseBytes(family);
    }

    /// {@link EtherType#NONE} for a family that is not IP.
    public int etherType() {
        return switch (family()) {
            case INET -> EtherType.IPV4;
            case INET6_LINUX, INET6_OPENBSD, INET6_FREEBSD, INET6_DARWIN -> EtherType.IPV6;
            default -> EtherType.NONE;
        };
    }

    public long payloadAt() {
        return at + LENGTH;
    }
}
