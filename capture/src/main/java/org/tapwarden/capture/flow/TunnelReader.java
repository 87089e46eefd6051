package org.tapwarden.capture.flow;

import java.lang.foreign.MemorySegment;
import org.tapwarden.capture.header.CapwapHeader;
import org.tapwarden.capture.header.ErspanHeader;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.GeneveHeader;
import org.tapwarden.capture.header.GreHeader;
import org.tapwarden.capture.header.GtpUserHeader;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.header.TeredoHeader;
import org.tapwarden.capture.header.VxlanHeader;

/// Says whether an IP packet is a tunnel, and what it carries.
///
/// Of UDP the port only asks the question, and the bytes answer it: a datagram on a tunnel's port
/// without that tunnel's header is an ordinary one, and no fault. One for a decoder, filled again
/// by every call that says yes.
final class TunnelReader {

    /// Stands where a link type would: a packet follows at once, and {@link #etherType} says which.
    static final int NO_LINK = -1;

    private static final int GRE_PORT = 4754; // RFC 8086, section 3
    private static final int MPLS_PORT = 6635; // RFC 7510, section 3

    private final long[] faults;

    Outer kind = Outer.NONE;

    /// What the tunnel calls itself, 0 where it has no name.
    int id;

    int linkType;
    int etherType;
    long payloadAt;
    long payloadEnd;

    /// @param faults the decoder's counters, by {@link Fault}
    TunnelReader(long[] faults) {
        this.faults = faults;
    }

    /// Whether the mirrored network is the one that we watch, so that its tags count.
    boolean isMirror() {
        return (kind == Outer.GRE || kind == Outer.ERSPAN) && linkType == LinkReader.ETHERNET;
    }

    /// Whether a datagram between these ports may be a tunnel.
    static boolean mayBeTunnel(int source, int destination) {
        return switch (destination) {
            case VxlanHeader.PORT,
                    VxlanHeader.OLD_PORT,
                    GeneveHeader.PORT,
                    GtpUserHeader.PORT,
                    GRE_PORT,
                    MPLS_PORT,
                    TeredoHeader.PORT,
                    CapwapHeader.PORT ->
                    true;
            default -> source == TeredoHeader.PORT || source == CapwapHeader.PORT;
        };
    }

    /// Opens the packet whose payload, of this protocol, lies from `at` to `end`.
    ///
    /// @param out holds the ports and the payload of a UDP datagram in this `row`
    boolean opens(
            int protocol, MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        payloadEnd = end;
        return switch (protocol) {
            case IpProtocol.UDP -> {
                int source = out.sourcePort[row];
                int destination = out.destinationPort[row];
                long payload = out.payloadAt[row];
                long stop = payload + out.payloadLength[row];
                payloadEnd = stop;
                yield mayBeTunnel(source, destination)
                        && udp(segment, payload, stop, source, destination);
            }
            case IpProtocol.IPV4 -> carries(Outer.IP_IN_IP, 0, at, NO_LINK, EtherType.IPV4);
            case IpProtocol.IPV6 -> carries(Outer.IP_IN_IP, 0, at, NO_LINK, EtherType.IPV6);
            case IpProtocol.GRE -> {
                Fault fault = GreHeader.fault(segment, at, end);
                if (fault != Fault.NONE) {
                    faults[fault.ordinal()]++;
                    yield false;
                }
                yield gre(segment, at, end);
            }
            default -> false;
        };
    }

    private boolean udp(MemorySegment segment, long at, long end, int source, int destination) {
        return switch (destination) {
            case VxlanHeader.PORT, VxlanHeader.OLD_PORT -> vxlan(segment, at, end);
            case GeneveHeader.PORT -> geneve(segment, at, end);
            case GtpUserHeader.PORT -> gtp(segment, at, end);
            case GRE_PORT ->
                    GreHeader.fault(segment, at, end) == Fault.NONE && gre(segment, at, end);
            case MPLS_PORT -> carries(Outer.MPLS, 0, at, NO_LINK, EtherType.MPLS);
            case TeredoHeader.PORT -> teredo(segment, at, end);
            case CapwapHeader.PORT -> capwap(segment, at, end);
            default ->
                    source == TeredoHeader.PORT
                            ? teredo(segment, at, end)
                            : capwap(segment, at, end);
        };
    }

    /// Opens GRE that carries IP, Ethernet, PPP or a mirror; any other is a flow of its own.
    private boolean gre(MemorySegment segment, long at, long end) {
        var header = new GreHeader(segment, at);
        int type = header.protocolType();
        int key = header.key();
        long inside = header.payloadAt();
        boolean mirrorHeader = ErspanHeader.follows(header);
        return switch (type) {
            case EtherType.IPV4, EtherType.IPV6 -> carries(Outer.GRE, key, inside, NO_LINK, type);
            case EtherType.TRANSPARENT_ETHERNET -> carriesEthernet(Outer.GRE, key, inside);
            case EtherType.PPP -> {
                int call = header.callId();
                payloadEnd = header.payloadEnd(end);
                yield carries(Outer.GRE, call, inside, LinkReader.PPP, EtherType.NONE);
            }
            case EtherType.ERSPAN, EtherType.ERSPAN_III ->
                    mirrorHeader
                            ? erspan(segment, inside, end)
                            : carriesEthernet(Outer.ERSPAN, key, inside);
            default -> false;
        };
    }

    private boolean erspan(MemorySegment segment, long at, long end) {
        Fault fault = ErspanHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            faults[fault.ordinal()]++;
            return false;
        }
        var header = new ErspanHeader(segment, at);
        return carriesEthernet(Outer.ERSPAN, header.sessionId(), header.payloadAt());
    }

    private boolean vxlan(MemorySegment segment, long at, long end) {
        if (VxlanHeader.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        var header = new VxlanHeader(segment, at);
        return carriesEthernet(Outer.VXLAN, header.network(), header.payloadAt());
    }

    private boolean geneve(MemorySegment segment, long at, long end) {
        if (GeneveHeader.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        var header = new GeneveHeader(segment, at);
        int type = header.protocolType();
        int network = header.network();
        long inside = header.payloadAt();
        if (header.isControl()) {
            return false;
        }
        return switch (type) {
            case EtherType.IPV4, EtherType.IPV6 ->
                    carries(Outer.GENEVE, network, inside, NO_LINK, type);
            case EtherType.TRANSPARENT_ETHERNET -> carriesEthernet(Outer.GENEVE, network, inside);
            default -> false;
        };
    }

    private boolean gtp(MemorySegment segment, long at, long end) {
        if (GtpUserHeader.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        var header = new GtpUserHeader(segment, at);
        payloadEnd = header.payloadEnd(end);
        int tunnel = header.tunnel();
        return carries(Outer.GTP_U, tunnel, header.payloadAt(), LinkReader.RAW_IP, EtherType.NONE);
    }

    private boolean teredo(MemorySegment segment, long at, long end) {
        if (TeredoHeader.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        long inside = new TeredoHeader(segment, at).payloadAt();
        return carries(Outer.TEREDO, 0, inside, NO_LINK, EtherType.IPV6);
    }

    private boolean capwap(MemorySegment segment, long at, long end) {
        if (CapwapHeader.fault(segment, at, end) != Fault.NONE) {
            return false;
        }
        var header = new CapwapHeader(segment, at);
        boolean frame = !header.isKeepAlive() && !header.isFragment();
        if (!frame || (header.isNative() && !header.isWifi())) {
            return false;
        }
        int link = header.isWifi() ? LinkReader.WIFI : LinkReader.ETHERNET;
        return carries(Outer.CAPWAP, 0, header.payloadAt(), link, EtherType.NONE);
    }

    private boolean carriesEthernet(Outer tunnel, int tunnelId, long inside) {
        return carries(tunnel, tunnelId, inside, LinkReader.ETHERNET, EtherType.NONE);
    }

    private boolean carries(Outer tunnel, int tunnelId, long inside, int link, int type) {
        kind = tunnel;
        id = tunnelId;
        payloadAt = inside;
        linkType = link;
        etherType = type;
        return true;
    }
}
