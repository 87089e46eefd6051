package org.tapwarden.detector.disruption;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices floods.
///
/// - First TCP packets to one address from one device: {@link #SYNS} in ten seconds; from many, or
///   through a gateway, {@link #SYNS_OF_MANY}, since five hundred devices that start look for one
///   server, and a school's own site has its rush. A page with many pictures opens a hundred
///   connections to one address, a program that tests a server as many as it likes; so this speaks
///   of a quantity, and not of a purpose.
/// - Datagrams and ICMP messages that nobody answers, when a slice of a flow tells them: {@link
///   #DATAGRAMS} or {@link #MESSAGES} in ten seconds from one sender or to one receiver. One-way
///   video for a studio stays a tenth below.
/// - Small datagrams of one flow that nobody answers, {@link #SMALL_A_SECOND} a second. Sound for a
///   hall is a few hundred a second of a channel.
///
/// The sender is told by its MAC, on access segments only; where most frames do not come from one
/// MAC, or it is a gateway's, the case is about the segment.
public final class Floods implements Detector {

    static final int CAPACITY = Caps.of(8_192, 32);
    static final int SYNS = 2_000;
    static final int SYNS_OF_MANY = 20_000;
    static final long DATAGRAMS = 200_000;
    static final long MESSAGES = 5_000;
    static final long SMALL_A_SECOND = 4_000;

    /// Fewer are a burst.
    static final long FEWEST_SMALL = 10_000;

    private static final int SMALL_BYTES = 256;

    private static final long WINDOW_NANOS = 10_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int ICMP = 1;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    private record Target(int space, Address address) {}

    private record Stream(long endpoint, boolean receives, boolean icmp) {}

    /// What one window brought, and who brought most of it (Boyer and Moore's vote).
    private static final class Window {
        private long sinceNanos = Long.MIN_VALUE;
        private double packets;
        private long mac;
        private int votes;

        void begin(long atNanos) {
            if (sinceNanos == Long.MIN_VALUE || atNanos - sinceNanos >= WINDOW_NANOS) {
                sinceNanos = atNanos;
                packets = 0;
                votes = 0;
            }
        }

        void vote(long from) {
            if (votes == 0) {
                mac = from;
            }
            votes += mac == from ? 1 : -1;
        }
    }

    private final Scene scene;
    private final Accuser accuser;
    private final Remembered<Target, Window> targets = new Remembered<>(CAPACITY, WINDOW_NANOS);
    private final Remembered<Stream, Window> streams = new Remembered<>(CAPACITY, WINDOW_NANOS);

    public Floods(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.FLOOD);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        Address receiver = frame.receiver();
        if (!(sighting instanceof Sighting.SynSent) || receiver == null) {
            return;
        }
        Segment wire = scene.wire(frame);
        if (wire == null || wire.tap() != TapKind.ACCESS) {
            return;
        }
        Window window =
                targets.get(
                        new Target(wire.space(), receiver),
                        scene.endpoints().holder(wire.space(), receiver) != null,
                        frame.atNanos(),
                        Window::new);
        if (window == null) {
            return;
        }
        window.begin(frame.atNanos());
        window.packets++;
        window.vote(frame.senderMac());
        if (window.packets < SYNS) {
            return;
        }
        boolean one = window.votes >= window.packets / 2;
        Endpoint most = one ? scene.endpoints().known(wire.space(), window.mac) : null;
        boolean crowd = !one || (most != null && accuser.serves(most));
        int bound = crowd ? SYNS_OF_MANY : SYNS;
        if (window.packets >= bound) {
            accuser.accuse(
                    most,
                    wire,
                    DisruptionReason.OPENS_TOO_MUCH,
                    DisruptionReason.FLOODED_FROM_SEGMENT,
                    () ->
                            "%d or more first packets to %s in ten seconds%s"
                                    .formatted(
                                            bound,
                                            receiver,
                                            one ? ", most from " + new Mac(window.mac) : ""),
                    frame.atNanos());
        }
    }

    @Override
    public void flow(FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {
        FlowRecord.Conversation between = placed.conversation();
        FlowRecord.Traffic slice = placed.slice();
        int protocol = between.protocolNumber();
        boolean icmp = protocol == ICMP || protocol == ICMPV6;
        if ((!icmp && protocol != UDP) || between.destination().isMulticast()) {
            return;
        }
        // An echo answers each message; a flood is one with its answers, too.
        if (!icmp && slice.destinationPackets() > slice.sourcePackets() / 100) {
            return;
        }
        double seconds =
                Math.max(SECOND_NANOS, slice.endNanos() - slice.startNanos())
                        / (double) SECOND_NANOS;
        boolean small =
                !icmp
                        && slice.sourcePackets() >= FEWEST_SMALL
                        && slice.sourcePackets() >= SMALL_A_SECOND * seconds
                        && slice.sourceBytes() <= SMALL_BYTES * slice.sourcePackets();
        double inWindow = small ? DATAGRAMS : slice.sourcePackets() * Math.min(1, 10 / seconds);
        boolean sent = source != null && count(source, false, icmp, inWindow, slice.endNanos());
        if (sent && source != null) {
            accuse(source, source.segment(), between, icmp, slice.endNanos());
        }
        boolean hit =
                source == null
                        && destination != null
                        && count(destination, true, icmp, inWindow, slice.endNanos());
        if (hit && destination != null) {
            accuse(null, destination.segment(), between, icmp, slice.endNanos());
        }
    }

    private boolean count(
            Endpoint endpoint, boolean receives, boolean icmp, double packets, long atNanos) {
        TapKind tap = endpoint.segment().tap();
        Window window =
                tap == TapKind.ACCESS || tap == TapKind.ROUTED
                        ? streams.get(
                                new Stream(endpoint.id(), receives, icmp),
                                false,
                                atNanos,
                                Window::new)
                        : null;
        if (window == null) {
            return false;
        }
        window.begin(atNanos);
        window.packets += packets;
        return window.packets >= (icmp ? MESSAGES : DATAGRAMS);
    }

    private void accuse(
            @Nullable Endpoint who,
            Segment where,
            FlowRecord.Conversation between,
            boolean icmp,
            long atNanos) {
        accuser.accuse(
                who,
                where,
                DisruptionReason.SENDS_TOO_MUCH,
                DisruptionReason.FLOODED_FROM_SEGMENT,
                () ->
                        "%s, the last to %s"
                                .formatted(
                                        icmp
                                                ? MESSAGES + " or more ICMP messages in ten seconds"
                                                : "thousands of unanswered datagrams a second",
                                        between.destination()),
                atNanos);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "flood_targets", (long) targets.size(),
                "flood_targets_refused", targets.refused(),
                "flood_streams_refused", streams.refused(),
                "flood_accusations_held_back", accuser.heldBack());
    }
}
