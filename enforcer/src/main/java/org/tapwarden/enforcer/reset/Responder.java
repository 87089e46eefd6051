package org.tapwarden.enforcer.reset;

import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
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
import org.tapwarden.capture.ring.FrameSender;

/// Answers one frame: whose connection it belongs to, and what ends that. Makes no object for a
/// frame once it is compiled. Used by one thread.
///
/// A reset is believed where its sequence number is exactly the next one expected (RFC 5961,
/// section 3.2). To the segment's sender that is what it acknowledged; to its receiver what follows
/// the segment; a SYN alone is answered as by a closed port (RFC 9293, section 3.10.7.1). Where
/// more was on its way meanwhile the number is old, and the next segment is answered again.
final class Responder {

    private static final int MOST_TAGS = 2;
    private static final int MOST_EXTENSIONS = 8;
    private static final long GROUP_BIT = 1L << 40;
    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;
    private static final int DHCPV6_CLIENT = 546;
    private static final int DHCPV6_SERVER = 547;
    private static final int V4_PROHIBITED = 13;
    private static final int V4_PORT = 3;
    private static final int V6_PROHIBITED = 1;
    private static final int V6_PORT = 4;

    private final Tally tally;
    private final Predicate<Address> isProtected;
    private final ResetSettings.Unreachable unreachable;
    private final Allowance resets;
    private final Allowance unreachables;
    private final AnswerFrames answer = new AnswerFrames();
    private FrameSender sender;

    // Of the frame at hand.
    private Restricted restricted = Restricted.NOBODY;
    private @Nullable MemorySegment frame;
    private long now;
    private long sourceMac;
    private long destinationMac;
    private int outer;
    private int tags;
    private int type;
    private long ipAt;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private @Nullable Restriction restriction;
    private boolean bySource;

    Responder(
            FrameSender sender,
            ResetSettings settings,
            Predicate<Address> isProtected,
            Tally tally,
            long nanos) {
        this.sender = sender;
        this.tally = tally;
        this.isProtected = isProtected;
        this.unreachable = settings.unreachable();
        this.resets = new Allowance(settings.all().resets(), nanos);
        this.unreachables = new Allowance(settings.all().unreachables(), nanos);
    }

    /// From now on it sends by this one.
    void sendBy(FrameSender fresh) {
        sender = fresh;
    }

    /// @param outerTag as `FilteredSocket.tag` told it
    void see(Restricted who, MemorySegment received, int length, int outerTag, long nanos) {
        tally.add(Tally.Of.RECEIVED);
        if (length < EthernetHeader.LENGTH) {
            tally.add(Tally.Of.BROKEN);
            return;
        }
        restricted = who;
        frame = received;
        now = nanos;
        outer = outerTag;
        var ethernet = new EthernetHeader(received, 0);
        sourceMac = ethernet.source();
        destinationMac = ethernet.destination();
        if (sourceMac == sender.mac()) {
            tally.add(Tally.Of.OWN_FRAMES);
            return;
        }
        type = ethernet.etherType();
        ipAt = ethernet.payloadAt();
        tags = 0;
        while (EtherType.isTag(type)
                && tags < MOST_TAGS
                && VlanTag.fault(received, ipAt, length) == Fault.NONE) {
            type = new VlanTag(received, ipAt).etherType();
            ipAt += VlanTag.LENGTH;
            tags++;
        }
        if ((sourceMac & GROUP_BIT) != 0) {
            tally.add(Tally.Of.BROKEN);
        } else if (type == EtherType.IPV4) {
            seeIpv4(received, length);
        } else if (type == EtherType.IPV6) {
            seeIpv6(received, length);
        } else {
            tally.add(Tally.Of.NOT_ANSWERED);
        }
    }

    private void seeIpv4(MemorySegment received, int length) {
        if (Ipv4Header.fault(received, ipAt, length) != Fault.NONE) {
            tally.add(Tally.Of.BROKEN);
            return;
        }
        var ip = new Ipv4Header(received, ipAt);
        sourceHigh = 0;
        destinationHigh = 0;
        sourceLow = 0xffff_0000_0000L | Integer.toUnsignedLong(ip.source());
        destinationLow = 0xffff_0000_0000L | Integer.toUnsignedLong(ip.destination());
        if (!isRestricted()) {
            return;
        }
        if (ip.fragmentOffset() > 0) {
            tally.add(Tally.Of.NOT_ANSWERED);
            return;
        }
        boolean whole = !ip.moreFragments() && ip.totalLength() != 0;
        long end = ipAt + ip.totalLength();
        transport(received, length, ip.payloadAt(), end, whole, ip.protocol());
    }

    private void seeIpv6(MemorySegment received, int length) {
        if (Ipv6Header.fault(received, ipAt, length) != Fault.NONE) {
            tally.add(Tally.Of.BROKEN);
            return;
        }
        var ip = new Ipv6Header(received, ipAt);
        sourceHigh = ip.sourceHigh();
        sourceLow = ip.sourceLow();
        destinationHigh = ip.destinationHigh();
        destinationLow = ip.destinationLow();
        if (!isRestricted()) {
            return;
        }
        boolean whole = ip.payloadLength() != 0;
        long end = ip.payloadAt() + ip.payloadLength();
        long at = ip.payloadAt();
        int next = ip.nextHeader();
        for (int i = 0; i < MOST_EXTENSIONS && Ipv6Extension.is(next); i++) {
            if (Ipv6Extension.fault(received, at, length, next) != Fault.NONE) {
                tally.add(Tally.Of.BROKEN);
                return;
            }
            var extension = new Ipv6Extension(received, at, next);
            if (extension.fragmentOffset() > 0) {
                tally.add(Tally.Of.NOT_ANSWERED);
                return;
            }
            whole &= !extension.isFragment();
            next = extension.nextHeader();
            at = extension.payloadAt();
        }
        transport(received, length, at, end, whole, next);
    }

    /// Finds the lease, by whichever end has one that covers the other end.
    private boolean isRestricted() {
        Restriction from = restricted.of(sourceMac);
        if (from == null) {
            from = restricted.of(sourceHigh, sourceLow);
        }
        if (from != null && from.holds(now) && from.covers(destinationHigh, destinationLow)) {
            restriction = from;
            bySource = true;
            return true;
        }
        Restriction to = restricted.of(destinationMac);
        if (to == null) {
            to = restricted.of(destinationHigh, destinationLow);
        }
        if (to != null && to.holds(now) && to.covers(sourceHigh, sourceLow)) {
            restriction = to;
            bySource = false;
            return true;
        }
        tally.add(Tally.Of.NOT_RESTRICTED);
        return false;
    }

    /// @param whole whether `end` is where the packet really stops
    private void transport(
            MemorySegment received, int length, long at, long end, boolean whole, int protocol) {
        if ((destinationMac & GROUP_BIT) != 0) {
            tally.add(Tally.Of.NOT_ANSWERED);
        } else if (protocol == IpProtocol.TCP) {
            if (TcpHeader.fault(received, at, length) == Fault.NONE) {
                segment(new TcpHeader(received, at), end, whole);
            } else {
                tally.add(Tally.Of.BROKEN);
            }
        } else if (protocol == IpProtocol.UDP
                && UdpHeader.fault(received, at, length) == Fault.NONE) {
            datagram(received, new UdpHeader(received, at), Math.min(end, length));
        } else {
            tally.add(Tally.Of.NOT_ANSWERED);
        }
    }

    private void segment(TcpHeader tcp, long end, boolean whole) {
        int flags = tcp.flags();
        if ((flags & TcpHeader.RST) != 0) {
            tally.add(Tally.Of.RESETS_SEEN);
            return;
        }
        long payload = end - tcp.at() - tcp.headerLength();
        if (whole && payload < 0) {
            tally.add(Tally.Of.BROKEN);
            return;
        }
        int source = tcp.sourcePort();
        int destination = tcp.destinationPort();
        int there = source << 16 | destination;
        int back = destination << 16 | source;
        // SYN and FIN count as a byte each (RFC 9293, section 3.4).
        int counted = (flags & TcpHeader.SYN) != 0 ? 1 : 0;
        counted += (flags & TcpHeader.FIN) != 0 ? 1 : 0;
        int after = (int) tcp.sequence() + (int) payload + counted;
        int acknowledged = (int) tcp.acknowledgment();
        if ((flags & TcpHeader.ACK) != 0) {
            resetSender(back, acknowledged, 0, TcpHeader.RST);
            if (whole) {
                resetReceiver(there, after, acknowledged);
            }
        } else if ((flags & TcpHeader.SYN) != 0) {
            resetSender(back, 0, after, TcpHeader.RST | TcpHeader.ACK);
        } else {
            tally.add(Tally.Of.NOT_ANSWERED);
        }
    }

    private void resetSender(int ports, int sequence, int acknowledgment, int flags) {
        if (mayReset(bySource)) {
            int ip = start(sourceMac);
            int length =
                    type == EtherType.IPV4
                            ? answer.reset(
                                    ip,
                                    (int) destinationLow,
                                    (int) sourceLow,
                                    ports,
                                    sequence,
                                    acknowledgment,
                                    flags)
                            : answer.reset(
                                    ip,
                                    destinationHigh,
                                    destinationLow,
                                    sourceHigh,
                                    sourceLow,
                                    ports,
                                    sequence,
                                    acknowledgment,
                                    flags);
            send(length, Tally.Of.RESETS);
        }
    }

    private void resetReceiver(int ports, int sequence, int acknowledgment) {
        if (mayReset(!bySource)) {
            int flags = TcpHeader.RST | TcpHeader.ACK;
            int ip = start(destinationMac);
            int length =
                    type == EtherType.IPV4
                            ? answer.reset(
                                    ip,
                                    (int) sourceLow,
                                    (int) destinationLow,
                                    ports,
                                    sequence,
                                    acknowledgment,
                                    flags)
                            : answer.reset(
                                    ip,
                                    sourceHigh,
                                    sourceLow,
                                    destinationHigh,
                                    destinationLow,
                                    ports,
                                    sequence,
                                    acknowledgment,
                                    flags);
            send(length, Tally.Of.RESETS);
        }
    }

    private int start(long destination) {
        return answer.start(sender.mac(), destination, outer, frameAtHand(), tags, type);
    }

    /// Whether an end may get a reset now. The far end does only where the device may have the
    /// address that it used: who is restricted cannot have a server reset by sending in its name.
    private boolean mayReset(boolean device) {
        Restriction lease = leaseAtHand();
        if (!device) {
            boolean itsOwn =
                    bySource
                            ? lease.mayHave(sourceHigh, sourceLow, isProtected)
                            : lease.mayHave(destinationHigh, destinationLow, isProtected);
            if (!itsOwn) {
                tally.add(Tally.Of.CLAIMED_PROTECTED);
                return false;
            }
        }
        return allowed(lease.resets(), resets, Tally.Of.RESETS_CAPPED);
    }

    private boolean allowed(Allowance ofLease, Allowance ofAll, Tally.Of capped) {
        if (!ofLease.has(now) || !ofAll.has(now)) {
            tally.add(capped);
            return false;
        }
        ofLease.take();
        ofAll.take();
        return true;
    }

    /// The device is told that nobody is there; the far end is told nothing. Never about a group,
    /// or to one (RFC 1122, section 3.2.2; RFC 4443, section 2.4), and it may keep its address.
    private void datagram(MemorySegment received, UdpHeader udp, long end) {
        if (!bySource
                || unreachable == ResetSettings.Unreachable.NONE
                || isGroupOrNobody(sourceHigh, sourceLow)
                || isGroupOrNobody(destinationHigh, destinationLow)
                || isDhcp(udp.destinationPort())
                || isDhcp(udp.sourcePort())) {
            tally.add(Tally.Of.NOT_ANSWERED);
            return;
        }
        if (!allowed(leaseAtHand().unreachables(), unreachables, Tally.Of.UNREACHABLES_CAPPED)) {
            return;
        }
        boolean port = unreachable == ResetSettings.Unreachable.PORT;
        int quoted = (int) (end - ipAt);
        int ip = start(sourceMac);
        int length =
                type == EtherType.IPV4
                        ? answer.unreachable(
                                ip,
                                (int) destinationLow,
                                (int) sourceLow,
                                port ? V4_PORT : V4_PROHIBITED,
                                received,
                                ipAt,
                                quoted)
                        : answer.unreachable(
                                ip,
                                destinationHigh,
                                destinationLow,
                                sourceHigh,
                                sourceLow,
                                port ? V6_PORT : V6_PROHIBITED,
                                received,
                                ipAt,
                                quoted);
        send(length, Tally.Of.UNREACHABLES);
    }

    private boolean isGroupOrNobody(long high, long low) {
        if (type == EtherType.IPV4) {
            int bits = (int) low;
            return bits >>> 28 >= 0xe || bits >>> 24 == 127 || bits == 0;
        }
        return high >>> 56 == 0xff || (high == 0 && low >>> 1 == 0);
    }

    private static boolean isDhcp(int port) {
        return port == DHCP_SERVER
                || port == DHCP_CLIENT
                || port == DHCPV6_CLIENT
                || port == DHCPV6_SERVER;
    }

    private void send(int length, Tally.Of what) {
        tally.add(sender.send(answer.frame(), length) ? what : Tally.Of.SEND_FAILED);
    }

    private MemorySegment frameAtHand() {
        return java.util.Objects.requireNonNull(frame);
    }

    private Restriction leaseAtHand() {
        return java.util.Objects.requireNonNull(restriction);
    }
}
