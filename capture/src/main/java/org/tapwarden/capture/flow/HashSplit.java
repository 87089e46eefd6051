package org.tapwarden.capture.flow;

import java.lang.foreign.MemorySegment;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.EthernetHeader;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.header.Ipv4Header;
import org.tapwarden.capture.header.Ipv6Extension;
import org.tapwarden.capture.header.Ipv6Header;
import org.tapwarden.capture.header.PppHeader;
import org.tapwarden.capture.header.PppoeHeader;
import org.tapwarden.capture.header.UdpHeader;
import org.tapwarden.capture.header.VlanTag;

/// Tells the frames whose flow the kernel's hash may deal to several capture threads.
///
/// The kernel hashes addresses and ports the same for both directions, and looks through VLAN tags
/// and PPPoE. It does not for fragments (no ports in the later ones), for what it takes for ports
/// and our flow key does not (a security index differs by direction), and for tunnels (the outer
/// ports vary by what is inside, or it reads further in than we do). What cannot be read is not
/// split: it belongs to no flow.
final class HashSplit {

    // From IANA's "Protocol Numbers" and "Service Name and Transport Protocol Port Number
    // Registry".
    private static final int DCCP = 33;
    private static final int UDP_LITE = 136;
    private static final int GTP_USER = 2152;
    private static final int VXLAN = 4789;
    private static final int GRE_IN_UDP = 4754;
    private static final int GENEVE = 6081;
    private static final int OLD_VXLAN = 8472;

    private HashSplit() {}

    /// Whether frame `i` must go to the one thread that sees all of its kind.
    static boolean splits(Block block, int i) {
        if (block.linkType(i) != LinkType.ETHERNET.code()) {
            return false;
        }
        MemorySegment segment = block.segment();
        long at = block.offset(i);
        long end = at + block.capturedLength(i);
        if (EthernetHeader.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        var ethernet = new EthernetHeader(segment, at);
        int type = ethernet.etherType();
        at = ethernet.payloadAt();
        for (int tags = 0; tags < FrameDecoder.MAX_TAGS && EtherType.isTag(type); tags++) {
            if (VlanTag.fault(segment, at, end) != Fault.NONE) {
                return false;
            }
            var tag = new VlanTag(segment, at);
            type = tag.etherType();
            at = tag.payloadAt();
        }
        if (type == EtherType.PPPOE_SESSION) {
            return pppoe(segment, at, end);
        }
        return network(type, segment, at, end);
    }

    private static boolean pppoe(MemorySegment segment, long at, long end) {
        if (PppoeHeader.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        long inside = new PppoeHeader(segment, at).payloadAt();
        if (PppHeader.fault(segment, inside, end) != Fault.NONE) {
            return false;
        }
        var ppp = new PppHeader(segment, inside);
        return network(ppp.etherType(), segment, ppp.payloadAt(), end);
    }

    private static boolean network(int type, MemorySegment segment, long at, long end) {
        return switch (type) {
            case EtherType.IPV4 -> ipv4(segment, at, end);
            case EtherType.IPV6 -> ipv6(segment, at, end);
            default -> false;
        };
    }

    private static boolean ipv4(MemorySegment segment, long at, long end) {
        if (Ipv4Header.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        var header = new Ipv4Header(segment, at);
        return header.isFragment()
                || transport(header.protocol(), segment, header.payloadAt(), end);
    }

    private static boolean ipv6(MemorySegment segment, long at, long end) {
        if (Ipv6Header.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        var header = new Ipv6Header(segment, at);
        int next = header.nextHeader();
        long inside = header.payloadAt();
        for (int n = 0; n < FrameDecoder.MAX_EXTENSIONS && Ipv6Extension.is(next); n++) {
            boolean walked =
                    next == IpProtocol.HOP_BY_HOP
                            || next == IpProtocol.ROUTING
                            || next == IpProtocol.DESTINATION_OPTIONS;
            if (!walked) {
                // Also a fragment header around a whole packet: the kernel looks no further.
                return true;
            }
            if (Ipv6Extension.fault(segment, inside, end, next) != Fault.NONE) {
                return false;
            }
            var extension = new Ipv6Extension(segment, inside, next);
            next = extension.nextHeader();
            inside = extension.payloadAt();
        }
        return transport(next, segment, inside, end);
    }

    private static boolean transport(int protocol, MemorySegment segment, long at, long end) {
        return switch (protocol) {
            case IpProtocol.IPV4, IpProtocol.IPV6, IpProtocol.GRE, IpProtocol.MPLS -> true;
            case IpProtocol.ESP, IpProtocol.AUTHENTICATION, DCCP, UDP_LITE -> true;
            case IpProtocol.UDP -> {
                if (UdpHeader.fault(segment, at, end) != Fault.NONE) {
                    yield false;
                }
                yield isTunnel(new UdpHeader(segment, at).destinationPort());
            }
            default -> false;
        };
    }

    private static boolean isTunnel(int port) {
        return switch (port) {
            case GTP_USER, VXLAN, GRE_IN_UDP, GENEVE, OLD_VXLAN -> true;
            default -> false;
        };
    }
}
