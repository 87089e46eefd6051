package org.tapwarden.capture.flow;

import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.header.ArpHeader;
import org.tapwarden.capture.header.EtherType;
import org.tapwarden.capture.header.Fault;
import org.tapwarden.capture.header.IpProtocol;
import org.tapwarden.capture.header.Ipv4Header;
import org.tapwarden.capture.header.Ipv6Extension;
import org.tapwarden.capture.header.Ipv6Header;
import org.tapwarden.capture.header.LlcHeader;
import org.tapwarden.capture.header.MplsLabel;
import org.tapwarden.capture.header.PppoeHeader;
import org.tapwarden.capture.header.VlanTag;

/// Reads the frames of a block down to the innermost addresses and ports.
///
/// One loop, no recursion: each turn takes one layer off, and tags, tunnels and extension headers
/// are counted against a limit. Every frame ends in exactly one of four ways, and each is counted:
/// a flow or a message outside flows (an entry in the batch), a fragment that waits, something that
/// is no IP, or a fault. One decoder a thread; in replay one for all.
public final class FrameDecoder {

    /// The protocol column's value of an entry that belongs to no flow.
    static final int NO_PROTOCOL = -1;

    static final int MAX_TAGS = 4;
    static final int MAX_LABELS = 8;
    static final int MAX_TUNNELS = 2;
    static final int MAX_EXTENSIONS = 8;

    private static final int BACKBONE_TAG_LENGTH = 4;
    private static final int FABRIC_TAG_LENGTH = 2;

    /// Used for stacked tags before 802.1ad settled on its own.
    private static final int OLD_PROVIDER_VLAN = 0x9100;

    /// Where IPv4 addresses lie among IPv6 ones (RFC 4291, section 2.5.5.2).
    private static final long MAPPED = 0x0000_ffff_0000_0000L;

    private final EventClock clock;
    private final IntBinaryOperator spaces;
    private final long hashKey;
    private final long frameIdBase;
    private final int frameIdStep;
    private final FragmentJoiner fragments = new FragmentJoiner();
    private final MirrorCheck mirror = new MirrorCheck();
    private final long[] faults = new long[Fault.values().length];
    private final LinkReader link = new LinkReader();
    private final TransportReader transport = new TransportReader(faults);
    private final TunnelReader tunnel = new TunnelReader(faults);

    /// Off only in the test that holds the two ways of reading against each other.
    private final boolean shortRoad;

    private long offered;
    private long leftOut;
    private long entered;
    private long notIp;
    private long joined;
    private long givenUp;
    private int packets;

    // The frame at hand.
    private MemorySegment segment = MemorySegment.NULL;
    private long at;
    private long end;
    private long wireEnd;

    /// Where the innermost IP packet ends on the wire.
    private long ipEnd;

    /// Heard on the radio; not so what a tunnel brings of it.
    private boolean air;

    private int etherType;
    private int tags;
    private int tunnels;
    private int vlan;
    private long sourceMac;
    private long destinationMac;
    private Outer outer = Outer.NONE;
    private int outerId;
    private int labels;
    private boolean finished;

    // The datagram that the tunnel at hand is in; NO_PROTOCOL outside, and once a packet inside has
    // been read.
    private int carrier = NO_PROTOCOL;
    private int carrierBytes;
    private long carrierEnd;
    private int carrierVlan;
    private long carrierSource;
    private long carrierDestination;
    private Outer carrierOuter = Outer.NONE;
    private int carrierOuterId;

    /// What became of the frames so far: `offered` is the sum of all the others but `faults`.
    ///
    /// @param entered frames that reached a flow or were a message outside flows
    /// @param joined fragments that made a datagram whole together with a later frame
    /// @param waiting fragments that wait for the rest
    /// @param fragmentsLost fragments whose datagram never became whole
    /// @param notIp frames that speak something we do not read
    /// @param givenUp frames that no further layer could be read of
    /// @param faults what was wrong and how often; a frame that lies only about its clock or in its
    ///   transport header, or inside a tunnel, is counted here and enters its flow all the same
    public record Counters(
            long offered,
            long entered,
            long joined,
            long waiting,
            long fragmentsLost,
            long notIp,
            long givenUp,
            Map<Fault, Long> faults) {

        public Counters {
            faults = Map.copyOf(faults);
        }

        /// How often this was wrong.
        public long fault(Fault fault) {
            return faults.getOrDefault(fault, 0L);
        }
    }

    /// @param spaces address space by interface and VLAN; both networks of two districts may use
    ///   10.0.0.0/8
    /// @param hashKey random live, fixed in replay
    /// @param frameIdBase the first frame's id; a flow takes the id of its first frame
    /// @param frameIdStep how far two frames' ids lie apart, so that threads do not collide
    FrameDecoder(
            EventClock clock,
            IntBinaryOperator spaces,
            long hashKey,
            long frameIdBase,
            int frameIdStep) {
        this(clock, spaces, hashKey, frameIdBase, frameIdStep, true);
    }

    FrameDecoder(
            EventClock clock,
            IntBinaryOperator spaces,
            long hashKey,
            long frameIdBase,
            int frameIdStep,
            boolean shortRoad) {
        this.shortRoad = shortRoad;
        this.frameIdBase = frameIdBase;
        this.frameIdStep = frameIdStep;
        this.clock = clock;
        this.spaces = spaces;
        this.hashKey = hashKey;
    }

    EventClock clock() {
        return clock;
    }

    /// A frame was there that the operator's filter leaves out: it counts for the numbers only.
    void leaveOut() {
        leftOut++;
    }

    /// Frames seen so far, which is also the number of the next.
    long offered() {
        return offered;
    }

    /// Whether the tap delivers most frames twice, as of the last frame.
    boolean doubles() {
        return mirror.doubles();
    }

    FragmentJoiner fragments() {
        return fragments;
    }

    /// Decodes frame `i` of the block; adds an entry to `out` when it has something to say.
    void decode(Block block, int i, DecodedFrames out) {
        if (!decodePlain(block, i, out)) {
            int row = out.count;
            offered++;
            time(block, i, out, row);
            if (takeEveryLayer(block, i, out, row)) {
                entered(block, i, out, row);
            }
        }
    }

    /// Decodes frame `i` when it is a plain one that opens no tunnel; else leaves all as it was.
    boolean decodePlain(Block block, int i, DecodedFrames out) {
        int row = out.count;
        if (!takeShortRoad(block, i, out, row)) {
            return false;
        }
        offered++;
        time(block, i, out, row);
        entered(block, i, out, row);
        return true;
    }

    private void time(Block block, int i, DecodedFrames out, int row) {
        long nanos = block.timestampNanos(i);
        Fault fault = clock.see(nanos);
        out.claimedNanos[row] = 0;
        if (fault != Fault.NONE) {
            faults[fault.ordinal()]++;
            out.claimedNanos[row] = nanos;
        }
    }

    private void entered(Block block, int i, DecodedFrames out, int row) {
        long number = offered - 1;
        long now = clock.now();
        out.frameId[row] = frameIdBase + number * frameIdStep;
        out.order[row] = 2 * number + 1;
        out.number[row] = offered + leftOut;
        out.eventNanos[row] = now;
        out.interfaceIndex[row] = block.interfaceIndex(i);
        out.copy[row] = mirror.isCopy(out.fingerprint[row], out.hash[row], now);
        out.doubled[row] = mirror.doubles();
        entered++;
    }

    private boolean takeShortRoad(Block block, int i, DecodedFrames out, int row) {
        if (!shortRoad || block.linkType(i) != 1) {
            return false;
        }
        long from = block.offset(i);
        int kernelVlan = block.vlan(i) == Block.NO_VLAN ? Block.NO_VLAN : block.vlan(i) & 0xfff;
        long to = from + block.capturedLength(i);
        if (!ShortRoad.read(block.segment(), from, to, kernelVlan, out, row)) {
            return false;
        }
        out.plain(row, block.segment());
        int space = spaces.applyAsInt(block.interfaceIndex(i), out.vlan[row]);
        out.space[row] = space;
        out.hash[row] = hash(out, row, space << 8 | out.protocolNumber[row]);
        out.count = row + 1;
        return true;
    }

    /// Answers whether the frame has made an entry.
    private boolean takeEveryLayer(Block block, int i, DecodedFrames out, int row) {
        packets = 1;
        segment = block.segment();
        at = block.offset(i);
        end = at + block.capturedLength(i);
        wireEnd = at + Math.max(block.wireLength(i), block.capturedLength(i));
        tags = 0;
        tunnels = 0;
        vlan = block.vlan(i) == Block.NO_VLAN ? Block.NO_VLAN : block.vlan(i) & 0xfff;
        sourceMac = 0;
        destinationMac = 0;
        outer = Outer.NONE;
        labels = 0;
        finished = false;
        Fault fault = enter(block.linkType(i));
        if (fault == Fault.NONE) {
            fault = layers(block.interfaceIndex(i), out, row);
        }
        if (fault != Fault.NONE) {
            faults[fault.ordinal()]++;
            givenUp++;
            return false;
        }
        if (out.count == row) {
            return false;
        }
        out.vlan[row] = vlan;
        out.sourceMac[row] = sourceMac;
        out.destinationMac[row] = destinationMac;
        out.outer[row] = outer;
        out.air[row] = air;
        return true;
    }

    /// Takes the link header off and leaves the EtherType of what follows.
    private Fault enter(int linkType) {
        outerId = 0;
        carrier = NO_PROTOCOL;
        Fault fault = link(linkType);
        air = link.radio;
        return fault;
    }

    private Fault link(int linkType) {
        Fault fault = link.read(linkType, segment, at, end);
        if (fault == Fault.NONE) {
            at = link.at;
            end = link.end;
            etherType = link.etherType;
            if (link.named) {
                sourceMac = link.sourceMac;
                destinationMac = link.destinationMac;
            }
        }
        return fault;
    }

    /// Takes off one layer a turn until the frame has entered, waits, or has nothing for us.
    private Fault layers(int iface, DecodedFrames out, int row) {
        while (!finished) {
            Fault fault = layer(iface, out, row);
            if (fault != Fault.NONE) {
                if (carrier == NO_PROTOCOL) {
                    return fault;
                }
                faults[fault.ordinal()]++;
                resume(iface, out, row);
            }
        }
        return Fault.NONE;
    }

    private Fault layer(int iface, DecodedFrames out, int row) {
        return switch (etherType) {
            case EtherType.VLAN, EtherType.PROVIDER_VLAN, OLD_PROVIDER_VLAN -> tag();
            case EtherType.MPLS, EtherType.MPLS_UPSTREAM -> label();
            case EtherType.PPPOE_SESSION -> pppoe();
            case EtherType.BACKBONE -> frameInFrame(BACKBONE_TAG_LENGTH);
            case EtherType.FABRIC_PATH -> frameInFrame(FABRIC_TAG_LENGTH);
            case EtherType.IPV4 -> ipv4(iface, out, row);
            case EtherType.IPV6 -> ipv6(iface, out, row);
            case EtherType.ARP -> {
                Fault fault = ArpHeader.fault(segment, at, end);
                yield fault == Fault.NONE ? outside(Outside.ARP, iface, out, row) : fault;
            }
            case EtherType.LLDP -> outside(Outside.LLDP, iface, out, row);
            case EtherType.NONE -> notIp(iface, out, row);
            case LinkReader.WIFI_MANAGEMENT -> radio(Outside.WIFI_MANAGEMENT, iface, out, row);
            case LinkReader.WIFI_DATA -> radio(Outside.WIFI_DATA, iface, out, row);
            default ->
                    EtherType.isLength(etherType) ? llc(iface, out, row) : notIp(iface, out, row);
        };
    }

    private Fault notIp(int iface, DecodedFrames out, int row) {
        if (carrier != NO_PROTOCOL) {
            resume(iface, out, row);
            return Fault.NONE;
        }
        notIp++;
        finished = true;
        return Fault.NONE;
    }

    /// What an access point hands on to its controller is their conversation, and no radio frame.
    private Fault radio(Outside kind, int iface, DecodedFrames out, int row) {
        return carrier == NO_PROTOCOL ? outside(kind, iface, out, row) : notIp(iface, out, row);
    }

    private Fault tag() {
        Fault fault = VlanTag.fault(segment, at, end);
        if (fault == Fault.NONE) {
            if (++tags > MAX_TAGS) {
                return Fault.TOO_MANY_TAGS;
            }
            var tag = new VlanTag(segment, at);
            if (vlan == Block.NO_VLAN) {
                vlan = tag.id();
            }
            etherType = tag.etherType();
            end = tag.payloadEnd(end);
            at = tag.payloadAt();
        }
        return fault;
    }

    /// A frame between switches has another one behind its tag: the stations' own.
    private Fault frameInFrame(int tagLength) {
        if (++tags > MAX_TAGS) {
            return Fault.TOO_MANY_TAGS;
        }
        at += tagLength;
        return link(LinkReader.ETHERNET);
    }

    private Fault label() {
        Fault fault = MplsLabel.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        if (++labels > MAX_LABELS) {
            return Fault.TOO_MANY_LABELS;
        }
        var label = new MplsLabel(segment, at);
        boolean bottom = label.isBottom();
        outer = Outer.MPLS;
        outerId = label.label();
        at += MplsLabel.LENGTH;
        return bottom ? link(LinkReader.RAW_IP) : Fault.NONE;
    }

    private Fault pppoe() {
        Fault fault = PppoeHeader.fault(segment, at, end);
        if (fault == Fault.NONE) {
            var header = new PppoeHeader(segment, at);
            end = header.payloadEnd(end);
            at = header.payloadAt();
            outer = Outer.PPPOE;
            outerId = header.sessionId();
            fault = link(LinkReader.PPP);
        }
        return fault;
    }

    /// Reads LLC: spanning tree, Cisco discovery, or an EtherType in SNAP (IEEE 802.2).
    private Fault llc(int iface, DecodedFrames out, int row) {
        Fault fault = LlcHeader.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        var header = new LlcHeader(segment, at);
        at = header.payloadAt();
        if (header.isSnap()) {
            boolean discovery =
                    header.organisation() == LlcHeader.CISCO
                            && header.snapProtocol() == LlcHeader.CISCO_DISCOVERY;
            if (discovery) {
                return outside(Outside.CDP, iface, out, row);
            }
            boolean perVlan =
                    header.organisation() == LlcHeader.CISCO
                            && header.snapProtocol() == LlcHeader.CISCO_SPANNING_TREE;
            if (perVlan) {
                return outside(Outside.STP, iface, out, row);
            }
            etherType = header.etherType();
            // A length inside SNAP would start LLC over: only types go on.
            return EtherType.isLength(etherType) ? notIp(iface, out, row) : Fault.NONE;
        }
        boolean spanningTree = header.destinationAccessPoint() == LlcHeader.SPANNING_TREE;
        return spanningTree ? outside(Outside.STP, iface, out, row) : notIp(iface, out, row);
    }

    private Fault ipv4(int iface, DecodedFrames out, int row) {
        Fault fault = Ipv4Header.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        var header = new Ipv4Header(segment, at);
        carrier = NO_PROTOCOL;
        int total = header.totalLength();
        int ipBytes = total == 0 ? (int) (wireEnd - at) : total;
        out.sourceHigh[row] = 0;
        out.sourceLow[row] = MAPPED | Integer.toUnsignedLong(header.source());
        out.destinationHigh[row] = 0;
        out.destinationLow[row] = MAPPED | Integer.toUnsignedLong(header.destination());
        out.timeToLive[row] = header.timeToLive();
        out.dontFragment[row] = header.dontFragment();
        out.fingerprint[row] = MirrorCheck.ipv4(header.identification(), total);
        ipEnd = at + ipBytes;
        end = header.payloadEnd(end);
        at = header.payloadAt();
        if (header.isFragment()) {
            return fragment(
                    header.identification(),
                    header.protocol(),
                    header.fragmentOffset(),
                    header.moreFragments(),
                    ipBytes,
                    iface,
                    out,
                    row);
        }
        return transport(header.protocol(), ipBytes, iface, out, row);
    }

    private Fault ipv6(int iface, DecodedFrames out, int row) {
        Fault fault = Ipv6Header.fault(segment, at, end);
        if (fault != Fault.NONE) {
            return fault;
        }
        var header = new Ipv6Header(segment, at);
        carrier = NO_PROTOCOL;
        int length = header.payloadLength();
        int ipBytes = length == 0 ? (int) (wireEnd - at) : length + Ipv6Header.LENGTH;
        out.sourceHigh[row] = header.sourceHigh();
        out.sourceLow[row] = header.sourceLow();
        out.destinationHigh[row] = header.destinationHigh();
        out.destinationLow[row] = header.destinationLow();
        out.timeToLive[row] = header.hopLimit();
        out.dontFragment[row] = true;
        int next = header.nextHeader();
        out.fingerprint[row] = MirrorCheck.ipv6(length);
        ipEnd = at + ipBytes;
        end = header.payloadEnd(end);
        at = header.payloadAt();
        for (int extensions = 0; Ipv6Extension.is(next); extensions++) {
            fault =
                    extensions == MAX_EXTENSIONS
                            ? Fault.TOO_MANY_EXTENSIONS
                            : Ipv6Extension.fault(segment, at, end, next);
            if (fault != Fault.NONE) {
                // Cut, lying or without end: its addresses still make a flow, without ports.
                faults[fault.ordinal()]++;
                break;
            }
            var extension = new Ipv6Extension(segment, at, next);
            at = extension.payloadAt();
            if (next == IpProtocol.FRAGMENT && extension.isFragment()) {
                return fragment(
                        extension.identification(),
                        extension.nextHeader(),
                        extension.fragmentOffset(),
                        extension.moreFragments(),
                        ipBytes,
                        iface,
                        out,
                        row);
            }
            next = extension.nextHeader();
        }
        return transport(next, ipBytes, iface, out, row);
    }

    private Fault fragment(
            int identification,
            int protocol,
            int offset,
            boolean more,
            int ipBytes,
            int iface,
            DecodedFrames out,
            int row) {
        var key =
                new FragmentJoiner.Key(
                        out.sourceHigh[row],
                        out.sourceLow[row],
                        out.destinationHigh[row],
                        out.destinationLow[row],
                        identification,
                        protocol,
                        spaces.applyAsInt(iface, vlan));
        int count = (int) Math.max(0, end - at);
        FragmentJoiner.Datagram whole =
                fragments.add(key, segment, at, count, offset, more, ipBytes, clock.now());
        if (whole == null) {
            finished = true;
            return Fault.NONE;
        }
        if (whole.overlapped) {
            faults[Fault.FRAGMENT_OVERLAP.ordinal()]++;
        }
        joined += whole.frames - 1;
        packets = whole.frames;
        segment = whole.payload();
        at = 0;
        end = whole.length();
        wireEnd = end;
        ipEnd = end;
        out.fingerprint[row] = MirrorCheck.UNKNOWN;
        return transport(protocol, whole.ipBytes, iface, out, row);
    }

    /// The innermost header, or one more tunnel.
    private Fault transport(int protocol, int ipBytes, int iface, DecodedFrames out, int row) {
        Outside outside = transport.read(protocol, segment, at, end, ipEnd, out, row);
        if (tunnel.opens(protocol, segment, at, end, out, row)) {
            carry(protocol, ipBytes);
            return stepIn();
        }
        enterFlow(protocol, ipBytes, iface, out, row);
        out.outside[row] = outside;
        return Fault.NONE;
    }

    /// Remembers the datagram that a tunnel's frame came in, in case that nothing in it can be
    /// read.
    private void carry(int protocol, int ipBytes) {
        carrier = protocol;
        carrierBytes = ipBytes;
        carrierEnd = end;
        carrierVlan = vlan;
        carrierSource = sourceMac;
        carrierDestination = destinationMac;
        carrierOuter = outer;
        carrierOuterId = outerId;
    }

    /// Goes back to the datagram that carries what cannot be read: it is a flow all the same. Its
    /// addresses and ports still stand in the row, because no header inside has been believed.
    private void resume(int iface, DecodedFrames out, int row) {
        end = carrierEnd;
        vlan = carrierVlan;
        sourceMac = carrierSource;
        destinationMac = carrierDestination;
        outer = carrierOuter;
        outerId = carrierOuterId;
        out.fingerprint[row] = MirrorCheck.UNKNOWN;
        out.wirePayload[row] = 0;
        enterFlow(carrier, carrierBytes, iface, out, row);
        out.outside[row] = null;
    }

    private Fault stepIn() {
        if (++tunnels > MAX_TUNNELS) {
            return Fault.TOO_MANY_TUNNELS;
        }
        labels = 0;
        tags = 0;
        outer = tunnel.kind;
        outerId = tunnel.id;
        at = tunnel.payloadAt;
        end = tunnel.payloadEnd;
        etherType = tunnel.etherType;
        if (tunnel.isMirror()) {
            // Else the VLAN stays the one that the tunnel is in: tags inside belong to a network
            // that only the tunnel's ends know.
            vlan = Block.NO_VLAN;
        }
        return tunnel.linkType == TunnelReader.NO_LINK ? Fault.NONE : link(tunnel.linkType);
    }

    private void enterFlow(int protocol, int ipBytes, int iface, DecodedFrames out, int row) {
        out.protocolNumber[row] = protocol;
        out.ipBytes[row] = ipBytes;
        out.packets[row] = packets;
        out.messageEnd[row] = end;
        out.segment[row] = segment;
        int space = spaces.applyAsInt(iface, vlan);
        out.space[row] = space;
        out.hash[row] = hash(out, row, space << 8 | protocol);
        out.outerId[row] = outerId;
        out.count = row + 1;
        finished = true;
    }

    private Fault outside(Outside kind, int iface, DecodedFrames out, int row) {
        out.outside[row] = kind;
        out.protocolNumber[row] = NO_PROTOCOL;
        out.timeToLive[row] = 0;
        out.sourceHigh[row] = 0;
        out.sourceLow[row] = 0;
        out.destinationHigh[row] = 0;
        out.destinationLow[row] = 0;
        out.sourcePort[row] = 0;
        out.destinationPort[row] = 0;
        out.tcpFlags[row] = 0;
        out.payloadLength[row] = 0;
        out.wirePayload[row] = 0;
        out.fingerprint[row] = MirrorCheck.UNKNOWN;
        out.payloadAt[row] = at;
        out.messageEnd[row] = end;
        out.segment[row] = segment;
        out.space[row] = spaces.applyAsInt(iface, vlan);
        out.hash[row] = mix(sourceMac ^ hashKey);
        out.outerId[row] = outerId;
        out.count = row + 1;
        finished = true;
        return Fault.NONE;
    }

    /// The same for both directions.
    private long hash(DecodedFrames out, int row, int rest) {
        long source =
                mix(
                        out.sourceLow[row]
                                ^ Long.rotateLeft(out.sourceHigh[row], 17)
                                ^ hashKey + out.sourcePort[row] * 0x9e37_79b9_7f4a_7c15L);
        long destination =
                mix(
                        out.destinationLow[row]
                                ^ Long.rotateLeft(out.destinationHigh[row], 17)
                                ^ hashKey + out.destinationPort[row] * 0x9e37_79b9_7f4a_7c15L);
        return mix(source + destination + rest);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51_afd7_ed55_8ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return mixed ^ mixed >>> 33;
    }

    private Map<Fault, Long> faultCounts() {
        var counts = new EnumMap<Fault, Long>(Fault.class);
        for (Fault fault : Fault.values()) {
            if (faults[fault.ordinal()] > 0) {
                counts.put(fault, faults[fault.ordinal()]);
            }
        }
        return counts;
    }

    /// What became of the frames so far. The deciding thread reads copies made at ticks.
    Counters counters() {
        return new Counters(
                offered,
                entered,
                joined,
                fragments.framesWaiting(),
                fragments.framesLost(),
                notIp,
                givenUp,
                faultCounts());
    }
}
