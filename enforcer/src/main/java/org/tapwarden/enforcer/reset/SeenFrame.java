package org.tapwarden.enforcer.reset;

import java.lang.foreign.MemorySegment;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.EthernetHeader;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.header.Ipv4Header;
import org.tapwarden.capture.header.Ipv6Extension;
import org.tapwarden.capture.header.Ipv6Header;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.capture.header.UdpHeader;
import org.tapwarden.capture.header.VlanTag;

/// What the frame at hand says, in plain fields that the next frame overwrites.
///
/// Each view of a header lives in a method that calls nothing else, so the compiler never makes an
/// object of it, whatever it puts into what. Used by one thread.
final class SeenFrame {

    private static final int MOST_TAGS = 2;
    private static final int MOST_EXTENSIONS = 8;
    private static final long GROUP_BIT = 1L << 40;
    private static final long MAPPED = 0xffff_0000_0000L;

    /// What it may be answered as.
    enum Kind {
        SEGMENT,
        DATAGRAM,
        /// Something else, or a part of a packet without its ports.
        OTHER,
        BROKEN
    }

    MemorySegment bytes = MemorySegment.NULL;
    int length;

    /// As `FilteredSocket.tag` told it.
    int outerTag;

    /// How many lie in the frame beside.
    int tags;

    int type;
    long sourceMac;
    long destinationMac;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    long ipAt;
    long payloadAt;
    long payloadEnd;
    int protocol;

    /// Whether {@link #payloadEnd} is where the packet really stops.
    boolean whole;

    private boolean laterFragment;

    /// Source and destination port, as they stand in the header.
    int ports;

    int flags;
    int sequence;
    int acknowledged;

    /// Bytes that the segment carries.
    long carried;

    /// Reads the addresses.
    ///
    /// @return whether there are any of Ethernet
    boolean readEthernet(MemorySegment frame, int frameLength, int tag) {
        bytes = frame;
        length = frameLength;
        outerTag = tag;
        tags = 0;
        if (EthernetHeader.fault(frame, 0, frameLength) != Fault.NONE) {
            return false;
        }
        var ethernet = new EthernetHeader(frame, 0);
        sourceMac = ethernet.source();
        destinationMac = ethernet.destination();
        type = ethernet.etherType();
        ipAt = ethernet.payloadAt();
        return (sourceMac & GROUP_BIT) == 0;
    }

    boolean isToAGroup() {
        return (destinationMac & GROUP_BIT) != 0;
    }

    boolean isIpv4() {
        return type == EtherType.IPV4;
    }

    /// Reads on until the addresses of IP, over tags.
    Kind readIp() {
        while (EtherType.isTag(type)
                && tags < MOST_TAGS
                && VlanTag.fault(bytes, ipAt, length) == Fault.NONE) {
            type = new VlanTag(bytes, ipAt).etherType();
            ipAt += VlanTag.LENGTH;
            tags++;
        }
        if (type == EtherType.IPV4) {
            return readIpv4() ? Kind.DATAGRAM : Kind.BROKEN;
        }
        if (type == EtherType.IPV6) {
            return readIpv6() ? Kind.DATAGRAM : Kind.BROKEN;
        }
        return Kind.OTHER;
    }

    private boolean readIpv4() {
        if (Ipv4Header.fault(bytes, ipAt, length) != Fault.NONE) {
            return false;
        }
        var ip = new Ipv4Header(bytes, ipAt);
        sourceHigh = 0;
        destinationHigh = 0;
        sourceLow = MAPPED | Integer.toUnsignedLong(ip.source());
        destinationLow = MAPPED | Integer.toUnsignedLong(ip.destination());
        payloadAt = ip.payloadAt();
        payloadEnd = ipAt + ip.totalLength();
        protocol = ip.protocol();
        // 0 where a card of the sender's cuts the packet up; then its length is not known.
        whole = !ip.moreFragments() && ip.totalLength() != 0;
        laterFragment = ip.fragmentOffset() > 0;
        return true;
    }

    private boolean readIpv6() {
        if (Ipv6Header.fault(bytes, ipAt, length) != Fault.NONE) {
            return false;
        }
        var ip = new Ipv6Header(bytes, ipAt);
        sourceHigh = ip.sourceHigh();
        sourceLow = ip.sourceLow();
        destinationHigh = ip.destinationHigh();
        destinationLow = ip.destinationLow();
        payloadAt = ip.payloadAt();
        payloadEnd = payloadAt + ip.payloadLength();
        protocol = ip.nextHeader();
        whole = ip.payloadLength() != 0;
        laterFragment = false;
        return true;
    }

    /// Reads what the packet carries.
    Kind readTransport() {
        for (int i = 0; !isIpv4() && i < MOST_EXTENSIONS && Ipv6Extension.is(protocol); i++) {
            if (Ipv6Extension.fault(bytes, payloadAt, length, protocol) != Fault.NONE) {
                return Kind.BROKEN;
            }
            stepOverExtension();
        }
        if (laterFragment) {
            return Kind.OTHER;
        }
        return switch (protocol) {
            case IpProtocol.TCP -> readTcp() ? Kind.SEGMENT : Kind.BROKEN;
            case IpProtocol.UDP -> readUdp() ? Kind.DATAGRAM : Kind.BROKEN;
            default -> Kind.OTHER;
        };
    }

    private void stepOverExtension() {
        var extension = new Ipv6Extension(bytes, payloadAt, protocol);
        whole &= !extension.isFragment();
        laterFragment |= extension.fragmentOffset() > 0;
        protocol = extension.nextHeader();
        payloadAt = extension.payloadAt();
    }

    private boolean readTcp() {
        if (TcpHeader.fault(bytes, payloadAt, length) != Fault.NONE) {
            return false;
        }
        var tcp = new TcpHeader(bytes, payloadAt);
        // Two reads for six fields: with six the compiler made an object of the view after all.
        long first = tcp.portsAndSequence();
        long second = tcp.acknowledgmentToWindow();
        ports = (int) (first >>> 32);
        sequence = (int) first;
        acknowledged = (int) (second >>> 32);
        flags = (int) (second >>> 16) & 0xff;
        int headerLength = ((int) second >>> 28) * 4;
        carried = payloadEnd - payloadAt - headerLength;
        return !whole || carried >= 0;
    }

    private boolean readUdp() {
        if (UdpHeader.fault(bytes, payloadAt, length) != Fault.NONE) {
            return false;
        }
        var udp = new UdpHeader(bytes, payloadAt);
        ports = udp.sourcePort() << 16 | udp.destinationPort();
        return true;
    }
}
