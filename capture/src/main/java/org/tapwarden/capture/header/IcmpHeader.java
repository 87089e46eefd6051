package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// The start of an ICMP message, either version (RFC 792; RFC 4443, section 2.1).
public record IcmpHeader(MemorySegment block, long at) {

    public static final int LENGTH = 4;

    /// ICMP for IPv4 only: another gateway is better for a destination (RFC 792).
    public static final int REDIRECT = 5;

    private static final int CODE = 1;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO = 8;
    private static final int ECHO_REQUEST_6 = 128;
    private static final int ECHO_REPLY_6 = 129;

    public static Fault fault(MemorySegment block, long at, long end) {
        return end - at < LENGTH ? Fault.TRUNCATED : Fault.NONE;
    }

    public int type() {
        return NetworkOrder.u8(block, at);
    }

    /// Whether a type of this protocol is an echo, asked or answered (RFC 792; RFC 4443, section
    /// 4). Behind the header it has an identifier, a sequence number and data.
    public static boolean isEcho(int protocol, int type) {
        return protocol == IpProtocol.ICMP
                ? type == ECHO || type == ECHO_REPLY
                : type == ECHO_REQUEST_6 || type == ECHO_REPLY_6;
    }

    public int code() {
        return NetworkOrder.u8(block, at + CODE);
    }
}
