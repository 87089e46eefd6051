package org.tapwarden.capture.flow;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.IpProtocol;

/// The plain frames of a network, read in one go: Ethernet, at most one VLAN tag, IP without
/// options, TCP or UDP.
///
/// Nine of ten frames are such. Whatever is anything else, or lies, or is cut inside a header, is
/// left to {@link FrameDecoder}'s loop over layers, and for the frames that both can read both say
/// the same: `ShortRoadTest` holds one against the other. Headers are read eight bytes at a time,
/// since each access is checked against the segment's bounds.
final class ShortRoad {

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private static final int ETHERNET = 14;
    private static final int TAGGED = 18;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int TCP = 20;
    private static final int UDP = 8;
    private static final int CHECKSUM = 16;

    /// Fields of the first eight bytes of an IPv4 header without options.
    private static final long VERSION_AND_LENGTH = 0x45;

    /// More fragments, and the fragment's offset.
    private static final long FRAGMENT = 0x3fff;

    private static final long DONT_FRAGMENT = 0x4000;

    /// Where IPv4 addresses lie among IPv6 ones (RFC 4291, section 2.5.5.2).
    private static final long MAPPED = 0x0000_ffff_0000_0000L;

    private ShortRoad() {}

    /// Reads an Ethernet frame into row `row`, up to the payload. What it leaves out is what does
    /// not lie in the frame: time, number, space and hash.
    ///
    /// @param at the frame's first byte, `end` where its captured bytes stop
    /// @param kernelVlan the tag that the kernel took out, or {@link Block#NO_VLAN}
    /// @return false when the frame is not such a one; the row may then hold anything
    static boolean read(
            MemorySegment segment, long at, long end, int kernelVlan, DecodedFrames out, int row) {
        if (end - at < ETHERNET + IPV4 + UDP) {
            return false;
        }
        long first = segment.get(U64, at);
        long second = segment.get(U64, at + 6);
        int type = Short.toUnsignedInt(segment.get(U16, at + 12));
        long ip = at + ETHERNET;
        int vlan = kernelVlan;
        if (type == EtherType.VLAN) {
            int tag = segment.get(U32, at + 14);
            vlan = vlan == Block.NO_VLAN ? tag >>> 16 & 0xfff : vlan;
            type = tag & 0xffff;
            ip = at + TAGGED;
        }
        out.destinationMac[row] = first >>> 16;
        out.sourceMac[row] = second >>> 16;
        out.vlan[row] = vlan;
        return switch (type) {
            case EtherType.IPV4 -> ipv4(segment, ip, end, out, row);
            case EtherType.IPV6 -> ipv6(segment, ip, end, out, row);
            default -> false;
        };
    }

    private static boolean ipv4(
            MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        if (end - at < IPV4 + UDP) {
            return false;
        }
        long first = segment.get(U64, at);
        int total = (int) (first >>> 32) & 0xffff;
        boolean plain =
                first >>> 56 == VERSION_AND_LENGTH && (first & FRAGMENT) == 0 && total >= IPV4;
        if (!plain) {
            return false;
        }
        long second = segment.get(U64, at + 8);
        int destination = segment.get(U32, at + 16);
        out.sourceHigh[row] = 0;
        out.sourceLow[row] = MAPPED | (second & 0xffff_ffffL);
        out.destinationHigh[row] = 0;
        out.destinationLow[row] = MAPPED | Integer.toUnsignedLong(destination);
        out.timeToLive[row] = (int) (second >>> 56);
        out.ipBytes[row] = total;
        out.fingerprint[row] = MirrorCheck.ipv4((int) (first >>> 16) & 0xffff, total);
        int protocol = (int) (second >>> 48) & 0xff;
        long stop = Math.min(end, at + total);
        boolean whole = (first & DONT_FRAGMENT) != 0;
        return transport(segment, at + IPV4, stop, protocol, total - IPV4, whole, out, row);
    }

    private static boolean ipv6(
            MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        if (end - at < IPV6 + UDP) {
            return false;
        }
        long first = segment.get(U64, at);
        int length = (int) (first >>> 16) & 0xffff;
        if (first >>> 60 != 6 || length == 0) {
            return false;
        }
        out.sourceHigh[row] = segment.get(U64, at + 8);
        out.sourceLow[row] = segment.get(U64, at + 16);
        out.destinationHigh[row] = segment.get(U64, at + 24);
        out.destinationLow[row] = segment.get(U64, at + 32);
        out.timeToLive[row] = (int) first & 0xff;
        out.ipBytes[row] = IPV6 + length;
        out.fingerprint[row] = MirrorCheck.ipv6(length);
        int next = (int) (first >>> 8) & 0xff;
        long stop = Math.min(end, at + IPV6 + length);
        return transport(segment, at + IPV6, stop, next, length, true, out, row);
    }

    private static boolean transport(
            MemorySegment segment,
            long at,
            long end,
            int protocol,
            int wireLength,
            boolean dontFragment,
            DecodedFrames out,
            int row) {
        out.protocolNumber[row] = protocol;
        out.messageEnd[row] = end;
        return switch (protocol) {
            case IpProtocol.TCP -> tcp(segment, at, end, wireLength, dontFragment, out, row);
            case IpProtocol.UDP -> udp(segment, at, end, out, row);
            default -> false;
        };
    }

    /// @param wireLength header and payload as the IP header tells
    private static boolean tcp(
            MemorySegment segment,
            long at,
            long end,
            int wireLength,
            boolean dontFragment,
            DecodedFrames out,
            int row) {
        if (end - at < TCP) {
            return false;
        }
        long first = segment.get(U64, at);
        long second = segment.get(U64, at + 8);
        int header = (int) (second >>> 28) & 0xf;
        if (header * 4 < TCP) {
            return false;
        }
        out.sourcePort[row] = (int) (first >>> 48);
        out.destinationPort[row] = (int) (first >>> 32) & 0xffff;
        out.sequence[row] = (int) first;
        out.acknowledgment[row] = second >>> 32;
        int flags = (int) (second >>> 16) & 0xff;
        out.tcpFlags[row] = flags;
        if (DecodedFrames.isSyn(flags)) {
            out.synAt[row] = at;
            out.dontFragment[row] = dontFragment;
        }
        long payload = Math.min(at + header * 4L, end);
        out.payloadAt[row] = payload;
        out.payloadLength[row] = (int) (end - payload);
        int wire = Math.max(0, wireLength - header * 4);
        out.wirePayload[row] = wire;
        int checksum = Short.toUnsignedInt(segment.get(U16, at + CHECKSUM));
        out.fingerprint[row] =
                MirrorCheck.tcp(out.fingerprint[row], first, second, checksum, flags, wire);
        return true;
    }

    private static boolean udp(
            MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        if (end - at < UDP) {
            return false;
        }
        long first = segment.get(U64, at);
        int length = (int) (first >>> 16) & 0xffff;
        int source = (int) (first >>> 48);
        int destination = (int) (first >>> 32) & 0xffff;
        if (length < UDP || TunnelReader.mayBeTunnel(source, destination)) {
            return false;
        }
        out.sourcePort[row] = source;
        out.destinationPort[row] = destination;
        out.sequence[row] = 0;
        out.acknowledgment[row] = 0;
        out.tcpFlags[row] = 0;
        out.payloadAt[row] = at + UDP;
        out.payloadLength[row] = (int) (Math.min(at + length, end) - at - UDP);
        out.wirePayload[row] = 0;
        out.fingerprint[row] = MirrorCheck.udp(out.fingerprint[row], first, isGroup(out, row));
        return true;
    }

    /// A multicast or broadcast address (RFC 5771; RFC 4291, section 2.7).
    static boolean isGroup(DecodedFrames out, int row) {
        long high = out.destinationHigh[row];
        boolean group6 = high >>> 56 == 0xff;
        boolean group4 = high == 0 && (out.destinationLow[row] & 0xf000_0000L) >= 0xe000_0000L;
        return group6 || group4;
    }
}
