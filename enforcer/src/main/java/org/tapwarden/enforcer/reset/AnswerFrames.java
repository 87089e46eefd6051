package org.tapwarden.enforcer.reset;

import java.lang.foreign.MemorySegment;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.ring.FilteredSocket;
import org.tapwarden.enforcer.frame.FrameBuffer;

/// Builds answers in one piece of memory, each over the last: resets (RFC 9293, section 3.5.2) and
/// unreachables (RFC 792; RFC 4443, section 3.1), with the tags of the frame that is answered. Used
/// by one thread.
final class AnswerFrames {

    /// Ethernet with three tags, IPv6, ICMPv6, and all that was captured of the packet.
    private static final int LONGEST = 14 + 12 + 40 + 8 + ResetFilter.SNAP;

    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int TCP = 20;
    private static final int UDP = 8;
    private static final int ICMP = 8;
    private static final int HOPS = 64;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMPV6_UNREACHABLE = 1;

    private final FrameBuffer frame = new FrameBuffer(LONGEST);

    MemorySegment frame() {
        return frame.memory();
    }

    /// Starts a frame.
    ///
    /// @param outer as {@link FilteredSocket#tag} told it
    /// @param tags how many lie in the frame that is answered, after its addresses
    /// @return where the IP header goes
    int start(
            long source, long destination, int outer, MemorySegment answered, int tags, int type) {
        frame.putMac(0, destination);
        frame.putMac(6, source);
        int at = 12;
        if (outer != FilteredSocket.NO_TAG) {
            frame.put32(at, outer);
            at += 4;
        }
        for (int i = 0; i < tags; i++) {
            frame.copy(answered, 12 + 4L * i, at, 4);
            at += 4;
        }
        frame.put16(at, type);
        return at + 2;
    }

    /// A reset over IPv4 from where the IP header goes.
    ///
    /// @return the frame's length
    int reset(int ip, int from, int to, int ports, int sequence, int acknowledgment, int flags) {
        ipv4(ip, TCP, IpProtocol.TCP, from, to);
        long pseudo = FrameBuffer.sum32(from) + FrameBuffer.sum32(to) + IpProtocol.TCP + TCP;
        return tcp(ip + IPV4, ports, sequence, acknowledgment, flags, pseudo);
    }

    /// The same over IPv6.
    int reset(
            int ip,
            long fromHigh,
            long fromLow,
            long toHigh,
            long toLow,
            int ports,
            int sequence,
            int acknowledgment,
            int flags) {
        ipv6(ip, TCP, IpProtocol.TCP, fromHigh, fromLow, toHigh, toLow);
        long pseudo =
                FrameBuffer.sum64(fromHigh)
                        + FrameBuffer.sum64(fromLow)
                        + FrameBuffer.sum64(toHigh)
                        + FrameBuffer.sum64(toLow);
        pseudo += IpProtocol.TCP + TCP;
        return tcp(ip + IPV6, ports, sequence, acknowledgment, flags, pseudo);
    }

    private void ipv4(int ip, int payload, int protocol, int from, int to) {
        frame.put16(ip, 0x4500);
        frame.put16(ip + 2, IPV4 + payload);
        frame.put32(ip + 4, DONT_FRAGMENT);
        frame.put16(ip + 8, HOPS << 8 | protocol);
        frame.put16(ip + 10, 0);
        frame.put32(ip + 12, from);
        frame.put32(ip + 16, to);
        frame.put16(ip + 10, FrameBuffer.folded(frame.sum(ip, IPV4)));
    }

    private void ipv6(
            int ip, int payload, int next, long fromHigh, long fromLow, long toHigh, long toLow) {
        frame.put32(ip, 0x6000_0000);
        frame.put16(ip + 4, payload);
        frame.put16(ip + 6, next << 8 | HOPS);
        frame.put64(ip + 8, fromHigh);
        frame.put64(ip + 16, fromLow);
        frame.put64(ip + 24, toHigh);
        frame.put64(ip + 32, toLow);
    }

    private int tcp(
            int at, int ports, int sequence, int acknowledgment, int flags, long pseudoSum) {
        frame.put32(at, ports);
        frame.put32(at + 4, sequence);
        frame.put32(at + 8, acknowledgment);
        frame.put16(at + 12, (TCP / 4) << 12 | flags);
        frame.put16(at + 14, 0); // no window
        frame.put32(at + 16, 0);
        frame.put16(at + 16, FrameBuffer.folded(pseudoSum + frame.sum(at, TCP)));
        return frame.padded(at + TCP);
    }

    /// An empty datagram over IPv4: what a rehearsal answers.
    ///
    /// @return the frame's length
    int datagram(int ip, int from, int to, int ports) {
        ipv4(ip, UDP, IpProtocol.UDP, from, to);
        frame.put32(ip + IPV4, ports);
        frame.put32(ip + IPV4 + 4, UDP << 16); // no checksum, which IPv4 allows
        return frame.padded(ip + IPV4 + UDP);
    }

    /// An unreachable over IPv4 that quotes the packet.
    ///
    /// @param quoted bytes of the packet, at most {@link ResetFilter#SNAP}
    /// @return the frame's length
    int unreachable(int ip, int from, int to, int code, MemorySegment packet, long at, int quoted) {
        ipv4(ip, ICMP + quoted, IpProtocol.ICMP, from, to);
        return icmp(ip + IPV4, ICMP_UNREACHABLE, code, packet, at, quoted, 0);
    }

    /// The same over IPv6.
    int unreachable(
            int ip,
            long fromHigh,
            long fromLow,
            long toHigh,
            long toLow,
            int code,
            MemorySegment packet,
            long at,
            int quoted) {
        ipv6(ip, ICMP + quoted, IpProtocol.ICMPV6, fromHigh, fromLow, toHigh, toLow);
        long pseudo =
                FrameBuffer.sum64(fromHigh)
                        + FrameBuffer.sum64(fromLow)
                        + FrameBuffer.sum64(toHigh)
                        + FrameBuffer.sum64(toLow);
        pseudo += IpProtocol.ICMPV6 + ICMP + quoted;
        return icmp(ip + IPV6, ICMPV6_UNREACHABLE, code, packet, at, quoted, pseudo);
    }

    private int icmp(
            int at, int type, int code, MemorySegment packet, long from, int quoted, long pseudo) {
        frame.put16(at, type << 8 | code);
        frame.put16(at + 2, 0);
        frame.put32(at + 4, 0);
        frame.copy(packet, from, at + ICMP, quoted);
        frame.put16(at + 2, FrameBuffer.folded(pseudo + frame.sum(at, ICMP + quoted)));
        return frame.padded(at + ICMP + quoted);
    }
}
