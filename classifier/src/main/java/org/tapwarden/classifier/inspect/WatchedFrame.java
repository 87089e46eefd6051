package org.tapwarden.classifier.inspect;

import org.tapwarden.capture.flow.FrameFacts;
import org.tapwarden.capture.header.ArpHeader;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.classifier.Sighting;

/// What a frame of a watched endpoint says about whether a quarantine works.
///
/// That somebody goes on sending to a device that is cut off is no answer: gateways look for their
/// neighbours, servers send again what was not acknowledged. Answers are a SYN+ACK (RFC 9293), an
/// acknowledgement of bytes that the device sent, an ARP reply, a neighbour advertisement (RFC
/// 4861), an echo reply and a DNS reply.
final class WatchedFrame {

    private static final int ECHO_REQUEST_4 = 8;
    private static final int ECHO_REQUEST_6 = 128;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int DNS = 53;
    private static final long GROUP = 0x0100_0000_0000L;
    private static final int SYN_ACK = TcpHeader.SYN | TcpHeader.ACK;

    private WatchedFrame() {}

    /// Whether its sender wants an answer: multicast, claims to its own address and bare
    /// acknowledgements want none.
    static boolean tries(FrameFacts frame) {
        if (frame.arpOperation() != 0) {
            return frame.arpOperation() == ArpHeader.REQUEST;
        }
        return switch (frame.protocolNumber()) {
            case IpProtocol.TCP ->
                    (frame.tcpFlags() & SYN_ACK) == TcpHeader.SYN || frame.payloadLength() > 0;
            case IpProtocol.UDP ->
                    (frame.destinationMac() & GROUP) == 0 && frame.payloadLength() > 0;
            case IpProtocol.ICMP -> frame.sourcePort() == ECHO_REQUEST_4;
            case IpProtocol.ICMPV6 ->
                    frame.sourcePort() == ECHO_REQUEST_6
                            || (frame.sourcePort() == NEIGHBOUR_SOLICITATION
                                    && (frame.sourceHigh() | frame.sourceLow()) != 0);
            default -> false;
        };
    }

    /// Whether it may be an answer; of TCP without SYN only {@link #acknowledgedTo} can tell.
    static boolean answers(FrameFacts frame) {
        if (frame.arpOperation() != 0) {
            return frame.arpOperation() == ArpHeader.REPLY;
        }
        return switch (frame.protocolNumber()) {
            case IpProtocol.TCP ->
                    (frame.tcpFlags() & (TcpHeader.ACK | TcpHeader.RST)) == TcpHeader.ACK;
            case IpProtocol.UDP -> frame.sourcePort() == DNS && frame.payloadLength() > 0;
            // An answer has its request's ports turned round.
            case IpProtocol.ICMP -> frame.destinationPort() == ECHO_REQUEST_4;
            case IpProtocol.ICMPV6 ->
                    frame.destinationPort() == ECHO_REQUEST_6
                            || frame.destinationPort() == NEIGHBOUR_SOLICITATION;
            default -> false;
        };
    }

    /// The first sequence number of the payload, or {@link Sighting#NO_BYTES}.
    static long sentFrom(FrameFacts frame) {
        boolean bytes = frame.protocolNumber() == IpProtocol.TCP && frame.payloadLength() > 0;
        return bytes ? Integer.toUnsignedLong(frame.sequence()) : Sighting.NO_BYTES;
    }

    /// The acknowledgement number of TCP without SYN, or {@link Sighting#NO_BYTES}.
    static long acknowledgedTo(FrameFacts frame) {
        boolean bytes =
                frame.protocolNumber() == IpProtocol.TCP && (frame.tcpFlags() & TcpHeader.SYN) == 0;
        return bytes ? frame.acknowledgment() : Sighting.NO_BYTES;
    }

    /// Addresses and ports of a conversation, the same for both directions.
    static long conversation(FrameFacts frame, boolean fromWatched) {
        int own = fromWatched ? frame.sourcePort() : frame.destinationPort();
        int other = fromWatched ? frame.destinationPort() : frame.sourcePort();
        long high = fromWatched ? frame.destinationHigh() : frame.sourceHigh();
        long low = fromWatched ? frame.destinationLow() : frame.sourceLow();
        return (high * 31 + low) * 31 + ((long) own << 16 | other);
    }
}
