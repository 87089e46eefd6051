package org.tapwarden.enforcer.reset;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.header.TcpHeader;
import org.tapwarden.capture.ring.FrameSender;

/// Answers one frame: whose connection it belongs to, and what ends that. Makes no object for a
/// frame once it is compiled. Used by one thread.
///
/// A reset is believed where its sequence number is exactly the next one expected (RFC 5961,
/// section 3.2). To the segment's sender that is what it acknowledged; to its receiver what follows
/// the segment; a SYN alone is answered as by a closed port (RFC 9293, section 3.10.7.1). Where
/// more was on its way meanwhile the number is old, and the next segment is answered again.
final class Responder {

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
    private final SeenFrame frame = new SeenFrame();
    private final AnswerFrames answer = new AnswerFrames();
    private FrameSender sender;

    // Of the frame at hand.
    private long now;
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

    /// @param tag as `FilteredSocket.tag` told it
    void see(Restricted who, MemorySegment received, int length, int tag, long nanos) {
        tally.add(Tally.Of.RECEIVED);
        now = nanos;
        if (!frame.readEthernet(received, length, tag)) {
            tally.add(Tally.Of.BROKEN);
        } else if (frame.sourceMac == sender.mac()) {
            tally.add(Tally.Of.OWN_FRAMES);
        } else {
            see(who);
        }
    }

    private void see(Restricted who) {
        SeenFrame.Kind kind = frame.readIp();
        if (kind == SeenFrame.Kind.DATAGRAM) {
            if (!find(who, Restriction.ANY_PORT, Restriction.ANY_PORT)) {
                tally.add(Tally.Of.NOT_RESTRICTED);
                return;
            }
            kind = frame.isToAGroup() ? SeenFrame.Kind.OTHER : frame.readTransport();
            boolean ported = kind == SeenFrame.Kind.SEGMENT || kind == SeenFrame.Kind.DATAGRAM;
            if (ported
                    && leaseAtHand().namesPorts()
                    && !find(who, frame.ports >>> 16, frame.ports & 0xffff)) {
                tally.add(Tally.Of.NOT_RESTRICTED);
                return;
            }
        }
        switch (kind) {
            case SEGMENT -> segment();
            case DATAGRAM -> datagram();
            case OTHER -> tally.add(Tally.Of.NOT_ANSWERED);
            case BROKEN -> tally.add(Tally.Of.BROKEN);
        }
    }

    /// Finds the lease, by whichever end has one that covers the other end.
    private boolean find(Restricted who, int sourcePort, int destinationPort) {
        Restriction from = who.of(frame.sourceMac);
        if (from == null) {
            from = who.of(frame.sourceHigh, frame.sourceLow);
        }
        if (from != null
                && from.holds(now)
                && from.covers(frame.destinationHigh, frame.destinationLow, destinationPort)) {
            restriction = from;
            bySource = true;
            return true;
        }
        Restriction to = who.of(frame.destinationMac);
        if (to == null) {
            to = who.of(frame.destinationHigh, frame.destinationLow);
        }
        restriction = to;
        bySource = false;
        return to != null
                && to.holds(now)
                && to.covers(frame.sourceHigh, frame.sourceLow, sourcePort);
    }

    private void segment() {
        int flags = frame.flags;
        int back = frame.ports << 16 | frame.ports >>> 16;
        // SYN and FIN count as a byte each (RFC 9293, section 3.4).
        int counted = (flags & TcpHeader.SYN) != 0 ? 1 : 0;
        counted += (flags & TcpHeader.FIN) != 0 ? 1 : 0;
        int after = frame.sequence + (int) frame.carried + counted;
        if ((flags & TcpHeader.RST) != 0) {
            tally.add(Tally.Of.RESETS_SEEN);
        } else if ((flags & TcpHeader.ACK) != 0) {
            resetSender(back, frame.acknowledged, 0, TcpHeader.RST);
            if (frame.whole) {
                resetReceiver(frame.ports, after, frame.acknowledged);
            }
        } else if ((flags & TcpHeader.SYN) != 0) {
            resetSender(back, 0, after, TcpHeader.RST | TcpHeader.ACK);
        } else {
            tally.add(Tally.Of.NOT_ANSWERED);
        }
    }

    private void resetSender(int ports, int next, int acknowledgment, int flags) {
        if (!mayReset(bySource)) {
            return;
        }
        int ip = start(frame.sourceMac);
        int length =
                frame.isIpv4()
                        ? answer.reset(
                                ip,
                                (int) frame.destinationLow,
                                (int) frame.sourceLow,
                                ports,
                                next,
                                acknowledgment,
                                flags)
                        : answer.reset(
                                ip,
                                frame.destinationHigh,
                                frame.destinationLow,
                                frame.sourceHigh,
                                frame.sourceLow,
                                ports,
                                next,
                                acknowledgment,
                                flags);
        send(length, Tally.Of.RESETS);
    }

    private void resetReceiver(int ports, int next, int acknowledgment) {
        if (!mayReset(!bySource)) {
            return;
        }
        int flags = TcpHeader.RST | TcpHeader.ACK;
        int ip = start(frame.destinationMac);
        int length =
                frame.isIpv4()
                        ? answer.reset(
                                ip,
                                (int) frame.sourceLow,
                                (int) frame.destinationLow,
                                ports,
                                next,
                                acknowledgment,
                                flags)
                        : answer.reset(
                                ip,
                                frame.sourceHigh,
                                frame.sourceLow,
                                frame.destinationHigh,
                                frame.destinationLow,
                                ports,
                                next,
                                acknowledgment,
                                flags);
        send(length, Tally.Of.RESETS);
    }

    private int start(long destination) {
        return answer.start(
                sender.mac(), destination, frame.outerTag, frame.bytes, frame.tags, frame.type);
    }

    /// Whether an end may get a reset now. The far end does only where the device may have the
    /// address that it used: who is restricted cannot have a server reset by sending in its name.
    private boolean mayReset(boolean device) {
        Restriction lease = leaseAtHand();
        if (!device) {
            boolean itsOwn =
                    bySource
                            ? lease.mayHave(frame.sourceHigh, frame.sourceLow, isProtected)
                            : lease.mayHave(
                                    frame.destinationHigh, frame.destinationLow, isProtected);
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
    private void datagram() {
        if (!bySource
                || unreachable == ResetSettings.Unreachable.NONE
                || isGroupOrNobody(frame.sourceHigh, frame.sourceLow)
                || isGroupOrNobody(frame.destinationHigh, frame.destinationLow)
                || isDhcp(frame.ports >>> 16)
                || isDhcp(frame.ports & 0xffff)) {
            tally.add(Tally.Of.NOT_ANSWERED);
            return;
        }
        if (!allowed(leaseAtHand().unreachables(), unreachables, Tally.Of.UNREACHABLES_CAPPED)) {
            return;
        }
        boolean port = unreachable == ResetSettings.Unreachable.PORT;
        int quoted = (int) (Math.min(frame.payloadEnd, frame.length) - frame.ipAt);
        int ip = start(frame.sourceMac);
        int length =
                frame.isIpv4()
                        ? answer.unreachable(
                                ip,
                                (int) frame.destinationLow,
                                (int) frame.sourceLow,
                                port ? V4_PORT : V4_PROHIBITED,
                                frame.bytes,
                                frame.ipAt,
                                quoted)
                        : answer.unreachable(
                                ip,
                                frame.destinationHigh,
                                frame.destinationLow,
                                frame.sourceHigh,
                                frame.sourceLow,
                                port ? V6_PORT : V6_PROHIBITED,
                                frame.bytes,
                                frame.ipAt,
                                quoted);
        send(length, Tally.Of.UNREACHABLES);
    }

    private boolean isGroupOrNobody(long high, long low) {
        if (frame.isIpv4()) {
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

    private Restriction leaseAtHand() {
        return Objects.requireNonNull(restriction);
    }
}
