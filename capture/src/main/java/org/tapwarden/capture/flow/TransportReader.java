package org.tapwarden.capture.flow;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.IcmpHeader;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.header.NeighbourDiscovery;
import org.tapwarden.capture.header.Ports;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.capture.header.UdpHeader;

/// Reads the header behind IP into a row: ports, flags, and where the payload lies.
///
/// Never gives a frame up: a header that lies or is cut is counted, and what of it can be believed
/// still finds the flow. One for a decoder.
final class TransportReader {

    private static final int NO_REQUEST = -1;

    private final long[] faults;

    /// @param faults the decoder's counters, by {@link Fault}
    TransportReader(long[] faults) {
        this.faults = faults;
    }

    /// Reads what lies from `at` to `end`; answers what the message says outside its flow.
    ///
    /// @param ipEnd where the packet ended on the wire
    /// @param out holds in this `row` what IP adds to the fingerprint
    @Nullable Outside read(
            int protocol,
            MemorySegment segment,
            long at,
            long end,
            long ipEnd,
            DecodedFrames out,
            int row) {
        out.tcpFlags[row] = 0;
        out.sequence[row] = 0;
        out.acknowledgment[row] = 0;
        out.sourcePort[row] = 0;
        out.destinationPort[row] = 0;
        out.payloadAt[row] = at;
        out.payloadLength[row] = 0;
        out.wirePayload[row] = 0;
        int ip = out.fingerprint[row];
        out.fingerprint[row] = MirrorCheck.UNKNOWN;
        switch (protocol) {
            case IpProtocol.TCP -> {
                tcp(segment, at, end, out, row);
                track(ip, segment, at, end, ipEnd, out, row);
            }
            case IpProtocol.UDP -> udp(ip, segment, at, end, out, row);
            case IpProtocol.SCTP -> ports(segment, at, end, out, row);
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                return icmp(protocol, segment, at, end, out, row);
            }
            default -> {}
        }
        return null;
    }

    private void tcp(MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        Fault fault = TcpHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            faults[fault.ordinal()]++;
            ports(segment, at, end, out, row);
            return;
        }
        var header = new TcpHeader(segment, at);
        out.sourcePort[row] = header.sourcePort();
        out.destinationPort[row] = header.destinationPort();
        out.tcpFlags[row] = header.flags();
        out.synAt[row] = at;
        out.sequence[row] = (int) header.sequence();
        out.acknowledgment[row] = header.acknowledgment();
        out.payloadAt[row] = header.payloadAt(end);
        out.payloadLength[row] = (int) Math.max(0, end - out.payloadAt[row]);
    }

    /// What copies are known by, and how far the stream goes.
    private static void track(
            int ip,
            MemorySegment segment,
            long at,
            long end,
            long ipEnd,
            DecodedFrames out,
            int row) {
        if (TcpHeader.fault(segment, at, end) != Fault.NONE) {
            return;
        }
        var header = new TcpHeader(segment, at);
        int wire = (int) Math.max(0, ipEnd - at - header.headerLength());
        out.wirePayload[row] = wire;
        out.fingerprint[row] =
                MirrorCheck.tcp(
                        ip,
                        header.portsAndSequence(),
                        header.acknowledgmentToWindow(),
                        header.checksum(),
                        header.flags(),
                        wire);
    }

    private void udp(int ip, MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        Fault fault = UdpHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            faults[fault.ordinal()]++;
            ports(segment, at, end, out, row);
            return;
        }
        var header = new UdpHeader(segment, at);
        out.sourcePort[row] = header.sourcePort();
        out.destinationPort[row] = header.destinationPort();
        out.payloadAt[row] = header.payloadAt();
        long stop = header.payloadEnd(end);
        out.payloadLength[row] = (int) Math.max(0, stop - out.payloadAt[row]);
        out.fingerprint[row] = MirrorCheck.udp(ip, header.bits(), ShortRoad.isGroup(out, row));
    }

    /// Ports alone, of a header that lies or is cut: the frame still finds its flow.
    private static void ports(
            MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        if (Ports.fault(segment, at, end) == Fault.NONE) {
            var header = new Ports(segment, at);
            out.sourcePort[row] = header.source();
            out.destinationPort[row] = header.destination();
        }
    }

    private @Nullable Outside icmp(
            int protocol, MemorySegment segment, long at, long end, DecodedFrames out, int row) {
        Fault fault = IcmpHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            faults[fault.ordinal()]++;
            return null;
        }
        var header = new IcmpHeader(segment, at);
        int type = header.type();
        int request = requestOf(protocol, type);
        out.sourcePort[row] = request == NO_REQUEST ? type : 0;
        out.destinationPort[row] = request == NO_REQUEST ? header.code() : request;
        if (IcmpHeader.isEcho(protocol, type)) {
            out.payloadAt[row] = at + IcmpHeader.LENGTH;
            out.payloadLength[row] = (int) (end - out.payloadAt[row]);
        }
        if (protocol == IpProtocol.ICMP) {
            return type == IcmpHeader.REDIRECT ? Outside.REDIRECT : null;
        }
        if (!NeighbourDiscovery.is(type)) {
            return null;
        }
        Fault lie = NeighbourDiscovery.fault(segment, at, end);
        if (lie == Fault.NONE && out.timeToLive[row] != 255) {
            lie = Fault.ND_WRONG_HOP_LIMIT;
        }
        if (lie != Fault.NONE) {
            faults[lie.ordinal()]++;
            return null;
        }
        return Outside.NEIGHBOUR_DISCOVERY;
    }

    /// The request type that this type answers. An answer stands in its request's flow, so it takes
    /// the request's ports turned round (as the Community ID specification pairs them).
    private static int requestOf(int protocol, int type) {
        if (protocol == IpProtocol.ICMP) {
            return switch (type) {
                case 0 -> 8;
                case 14 -> 13;
                case 16 -> 15;
                case 18 -> 17;
                default -> NO_REQUEST;
            };
        }
        return switch (type) {
            case 129 -> 128;
            case 140 -> 139;
            default -> NO_REQUEST;
        };
    }
}
