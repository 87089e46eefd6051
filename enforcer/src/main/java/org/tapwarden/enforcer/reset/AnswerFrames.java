package org.tapwarden.enforcer.reset;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.ring.FilteredSocket;

/// Builds answers in one piece of memory, each over the last: resets (RFC 9293, section 3.5.2) and
/// unreachables (RFC 792; RFC 4443, section 3.1), with the tags of the frame that is answered. Used
/// by one thread.
final class AnswerFrames {

    /// Of Ethernet, without its checksum; a card pads with zeros as well, a virtual cable does not.
    static final int SHORTEST = 60;

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

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private final MemorySegment frame = Arena.ofAuto().allocate(LONGEST, 8);

    MemorySegment frame() {
        return frame;
    }

    /// Starts a frame.
    ///
    /// @param outer as {@link FilteredSocket#tag} told it
    /// @param tags how many lie in the frame that is answered, after its addresses
    /// @return where the IP header goes
    int start(
            long source, long destination, int outer, MemorySegment answered, int tags, int type) {
        putMac(0, destination);
        putMac(6, source);
        int at = 12;
        if (outer != FilteredSocket.NO_TAG) {
            frame.set(U32, at, outer);
            at += 4;
        }
        for (int i = 0; i < tags; i++) {
            frame.set(U32, at, answered.get(U32, 12 + 4L * i));
            at += 4;
        }
        frame.set(U16, at, (short) type);
        return at + 2;
    }

    private void putMac(int at, long mac) {
        frame.set(U16, at, (short) (mac >>> 32));
        frame.set(U32, at + 2, (int) mac);
    }

    /// A reset over IPv4 from where the IP header goes.
    ///
    /// @return the frame's length
    int reset(int ip, int from, int to, int ports, int sequence, int acknowledgment, int flags) {
        ipv4(ip, TCP, IpProtocol.TCP, from, to);
        long pseudo = sum32(from) + sum32(to) + IpProtocol.TCP + TCP;
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
        long pseudo = sum64(fromHigh) + sum64(fromLow) + sum64(toHigh) + sum64(toLow);
        pseudo += IpProtocol.TCP + TCP;
        return tcp(ip + IPV6, ports, sequence, acknowledgment, flags, pseudo);
    }

    private void ipv4(int ip, int payload, int protocol, int from, int to) {
        frame.set(U16, ip, (short) 0x4500);
        frame.set(U16, ip + 2, (short) (IPV4 + payload));
        frame.set(U32, ip + 4, DONT_FRAGMENT);
        frame.set(U16, ip + 8, (short) (HOPS << 8 | protocol));
        frame.set(U16, ip + 10, (short) 0);
        frame.set(U32, ip + 12, from);
        frame.set(U32, ip + 16, to);
        frame.set(U16, ip + 10, folded(sum(ip, IPV4)));
    }

    private void ipv6(
            int ip, int payload, int next, long fromHigh, long fromLow, long toHigh, long toLow) {
        frame.set(U32, ip, 0x6000_0000);
        frame.set(U16, ip + 4, (short) payload);
        frame.set(U16, ip + 6, (short) (next << 8 | HOPS));
        frame.set(U64, ip + 8, fromHigh);
        frame.set(U64, ip + 16, fromLow);
        frame.set(U64, ip + 24, toHigh);
        frame.set(U64, ip + 32, toLow);
    }

    private int tcp(
            int at, int ports, int sequence, int acknowledgment, int flags, long pseudoSum) {
        frame.set(U32, at, ports);
        frame.set(U32, at + 4, sequence);
        frame.set(U32, at + 8, acknowledgment);
        frame.set(U16, at + 12, (short) (TCP / 4 << 12 | flags));
        frame.set(U16, at + 14, (short) 0); // no window
        frame.set(U32, at + 16, 0);
        frame.set(U16, at + 16, folded(pseudoSum + sum(at, TCP)));
        return padded(at + TCP);
    }

    /// An empty datagram over IPv4: what a rehearsal answers.
    ///
    /// @return the frame's length
    int datagram(int ip, int from, int to, int ports) {
        ipv4(ip, UDP, IpProtocol.UDP, from, to);
        frame.set(U32, ip + IPV4, ports);
        frame.set(U32, ip + IPV4 + 4, UDP << 16); // no checksum, which IPv4 allows
        return padded(ip + IPV4 + UDP);
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
        long pseudo = sum64(fromHigh) + sum64(fromLow) + sum64(toHigh) + sum64(toLow);
        pseudo += IpProtocol.ICMPV6 + ICMP + quoted;
        return icmp(ip + IPV6, ICMPV6_UNREACHABLE, code, packet, at, quoted, pseudo);
    }

    private int icmp(
            int at, int type, int code, MemorySegment packet, long from, int quoted, long pseudo) {
        frame.set(U16, at, (short) (type << 8 | code));
        frame.set(U16, at + 2, (short) 0);
        frame.set(U32, at + 4, 0);
        MemorySegment.copy(packet, from, frame, at + ICMP, quoted);
        frame.set(U16, at + 2, folded(pseudo + sum(at, ICMP + quoted)));
        return padded(at + ICMP + quoted);
    }

    private int padded(int length) {
        int at = length;
        while (at < SHORTEST) {
            frame.set(JAVA_BYTE, at++, (byte) 0);
        }
        return at;
    }

    private long sum(int at, int length) {
        long sum = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            sum += Short.toUnsignedInt(frame.get(U16, at + i));
        }
        return i < length ? sum + (Byte.toUnsignedInt(frame.get(JAVA_BYTE, at + i)) << 8) : sum;
    }

    private static long sum32(int bits) {
        return (bits >>> 16) + (bits & 0xffff);
    }

    private static long sum64(long bits) {
        return sum32((int) (bits >>> 32)) + sum32((int) bits);
    }

    /// RFC 1071.
    private static short folded(long sum) {
        long folded = (sum & 0xffff) + (sum >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (short) ~folded;
    }
}
