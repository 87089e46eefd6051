package org.tapwarden.enforcer.isolation;

import java.lang.foreign.MemorySegment;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.enforcer.frame.FrameBuffer;

/// Builds what tells somebody at which MAC an address is: an ARP reply (RFC 826), or an unsolicited
/// neighbour advertisement (RFC 4861, section 4.4). To one machine, never to a group. Used by one
/// thread.
final class ClaimFrames {

    private static final int ETHERNET = 14;
    private static final int ARP = 28;
    private static final int IPV6 = 40;
    private static final int ADVERTISEMENT = 24 + 8;
    private static final int TYPE_ADVERTISEMENT = 136;
    private static final int TARGET_LINK_LAYER = 2;
    private static final int NO_HOP_MADE = 255;
    private static final int ROUTER = 0x80;
    private static final int SOLICITED = 0x40;
    private static final int OVERRIDE = 0x20;

    private final FrameBuffer frame = new FrameBuffer(128);

    MemorySegment frame() {
        return frame.memory();
    }

    /// Tells a machine where an address is.
    ///
    /// @param own the Ethernet source
    /// @param to whom it is told, by MAC
    /// @param toAddress and by address
    /// @param router whether the address is a router's: whoever hears that it is none drops its
    ///   routes (RFC 4861, section 7.2.5)
    /// @return the frame's length
    int claim(long own, long to, Address toAddress, Address address, long at, boolean router) {
        frame.putMac(0, to);
        frame.putMac(6, own);
        return address.isIpv4()
                ? arp(to, toAddress, address, at)
                : advertisement(toAddress, address, at, router);
    }

    private int arp(long to, Address toAddress, Address address, long at) {
        frame.put16(12, EtherType.ARP);
        frame.put16(ETHERNET, 1);
        frame.put16(ETHERNET + 2, EtherType.IPV4);
        frame.put16(ETHERNET + 4, 6 << 8 | 4);
        frame.put16(ETHERNET + 6, 2);
        frame.putMac(ETHERNET + 8, at);
        frame.put32(ETHERNET + 14, address.ipv4Bits());
        frame.putMac(ETHERNET + 18, to);
        frame.put32(ETHERNET + 24, toAddress.ipv4Bits());
        return frame.padded(ETHERNET + ARP);
    }

    private int advertisement(Address toAddress, Address address, long at, boolean router) {
        frame.put16(12, EtherType.IPV6);
        frame.put32(ETHERNET, 0x6000_0000);
        frame.put16(ETHERNET + 4, ADVERTISEMENT);
        frame.put16(ETHERNET + 6, IpProtocol.ICMPV6 << 8 | NO_HOP_MADE);
        frame.put64(ETHERNET + 8, address.high());
        frame.put64(ETHERNET + 16, address.low());
        frame.put64(ETHERNET + 24, toAddress.high());
        frame.put64(ETHERNET + 32, toAddress.low());
        int icmp = ETHERNET + IPV6;
        frame.put16(icmp, TYPE_ADVERTISEMENT << 8);
        frame.put16(icmp + 2, 0);
        frame.put32(icmp + 4, (SOLICITED | OVERRIDE | (router ? ROUTER : 0)) << 24);
        frame.put64(icmp + 8, address.high());
        frame.put64(icmp + 16, address.low());
        frame.put16(icmp + 24, TARGET_LINK_LAYER << 8 | 1);
        frame.putMac(icmp + 26, at);
        long sum = frame.sum(ETHERNET + 8, 32) + IpProtocol.ICMPV6 + ADVERTISEMENT;
        frame.put16(icmp + 2, FrameBuffer.folded(sum + frame.sum(icmp, ADVERTISEMENT)));
        return frame.padded(icmp + ADVERTISEMENT);
    }
}
