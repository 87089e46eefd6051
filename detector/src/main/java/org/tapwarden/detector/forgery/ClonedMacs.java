package org.tapwarden.detector.forgery;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices two devices under one MAC: they speak by turns as different clients or systems, or are
/// at two places at once.
///
/// A change alone is none: another system was started, the network card boots first, a phone went
/// to the next access point. What changed must come back, soon, and more than once where something
/// innocent flaps.
///
/// On access segments only. Whoever translates addresses shows several systems, too; then the time
/// to live is below what systems begin with, and it is another's case.
public final class ClonedMacs implements Detector {

    static final int CAPACITY = Caps.of(16_384, 32);

    /// How often the first system comes back before it counts, where both times to live and the
    /// look of TCP differ.
    static final int SYSTEMS_RETURN = 4;

    /// The same where only the times to live are known.
    static final int TIMES_TO_LIVE_RETURN = 8;

    /// How often a MAC goes to and fro between two segments.
    static final int PLACES_RETURN = 6;

    /// The same between two ports that relays name: a client on the border of two access points
    /// comes back now and then.
    static final int PORTS_RETURN = 3;

    private static final int INFORM = 8;

    private static final long CLIENTS_NANOS = 300_000_000_000L;
    private static final long SYSTEMS_NANOS = 60_000_000_000L;
    private static final long PLACES_NANOS = 10_000_000_000L;
    private static final long PORTS_NANOS = 60_000_000_000L;

    /// A tap that mirrors two VLANs shows one frame twice.
    private static final long COPY_NANOS = 2_000_000L;

    /// Stages of a start: the network card's own client, an installer, a small system that fetches
    /// the large one.
    private static final Pattern STARTING =
            Pattern.compile("(pxeclient|httpclient|ipxe|udhcp|anaconda|dracut|aapl|bsdp|u-boot).*");

    private record Asking(String vendorClass, String hostName) {}

    /// @param options 0 when not captured
    private record Look(int timeToLive, long options) {}

    private record Key(int space, long mac, Object part) {}

    private enum Part {
        CLIENT,
        PLACE,
        PORT
    }

    private final Scene scene;
    private final Accuser accuser;
    private final Remembered<Key, Alternation<Object>> known = new Remembered<>(CAPACITY);

    public ClonedMacs(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.MAC_CLONING);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        Segment wire = scene.wire(frame);
        if (wire == null || wire.tap() != TapKind.ACCESS || frame.senderMac() == 0) {
            return;
        }
        place(frame, wire);
        switch (sighting) {
            case Sighting.Told(var _, Telling.DhcpRequest request) -> asks(frame, wire, request);
            case Sighting.SynSent syn -> connects(frame, wire, syn);
            default -> {}
        }
    }

    private @Nullable Alternation<Object> alternation(
            Segment wire, @Nullable Endpoint of, long mac, Object part, long within, long atNanos) {
        return known.get(
                new Key(wire.space(), mac, part),
                of != null && of.standing() == Standing.APPROVED,
                atNanos,
                () -> new Alternation<>(within));
    }

    // ---- what it says in DHCP ----

    private void asks(Sighting.Frame frame, Segment wire, Telling.DhcpRequest request) {
        long mac = request.clientMac();
        Endpoint endpoint = scene.endpoints().known(wire.space(), mac);
        if (request.port() != null) {
            relayed(frame, wire, endpoint, mac, request.port());
        }
        String vendorClass = request.vendorClass();
        String hostName = request.hostName();
        if (vendorClass == null
                || hostName == null
                || request.messageType() == INFORM
                || STARTING.matcher(vendorClass.toLowerCase(Locale.ROOT)).matches()) {
            return;
        }
        var said = new Asking(vendorClass, hostName);
        var turns = alternation(wire, endpoint, mac, Part.CLIENT, CLIENTS_NANOS, frame.atNanos());
        if (turns == null || turns.next(said, frame.atNanos()) < 1) {
            return;
        }
        // A device that was renamed has one class; two devices of a kind have one, too, and differ
        // in their names: neither alone is enough.
        if (turns.before() instanceof Asking(String otherClass, String otherName)
                && !otherClass.equals(vendorClass)
                && !otherName.equalsIgnoreCase(hostName)) {
            accuse(
                    endpoint,
                    wire,
                    mac,
                    ForgeryReason.TWO_DHCP_CLIENTS,
                    "'%s' (%s) and '%s' (%s)"
                            .formatted(hostName, vendorClass, otherName, otherClass),
                    frame.atNanos());
        }
    }

    private void relayed(
            Sighting.Frame frame,
            Segment wire,
            @Nullable Endpoint endpoint,
            long mac,
            Telling.RelayPort port) {
        var turns = alternation(wire, endpoint, mac, Part.PORT, PORTS_NANOS, frame.atNanos());
        if (turns != null && turns.next(port, frame.atNanos()) >= PORTS_RETURN) {
            accuse(
                    endpoint,
                    wire,
                    mac,
                    ForgeryReason.TWO_PLACES,
                    "ports " + port + " and " + turns.before(),
                    frame.atNanos());
        }
    }

    // ---- what its connections look like ----

    private void connects(Sighting.Frame frame, Segment wire, Sighting.SynSent syn) {
        Address sender = frame.sender();
        Endpoint endpoint = scene.endpoints().known(wire.space(), frame.senderMac());
        boolean whole =
                syn.timeToLive() == 64 || syn.timeToLive() == 128 || syn.timeToLive() == 255;
        if (sender == null
                || !whole
                || endpoint == null
                || !endpoint.addresses().contains(sender)
                || endpoint.sentOneBelow() > 0
                || endpoint.handsOn()
                || scene.isOffices(endpoint, Role.VIRTUAL_MACHINES)) {
            return;
        }
        Sighting.Stack stack = syn.stack();
        var look = new Look(syn.timeToLive(), stack == null ? 0 : stack.options());
        var turns =
                alternation(
                        wire, endpoint, frame.senderMac(), sender, SYSTEMS_NANOS, frame.atNanos());
        if (turns == null) {
            return;
        }
        int returns = turns.next(look, frame.atNanos());
        if (!(turns.before() instanceof Look(int otherTime, long otherOptions))) {
            return;
        }
        // A program may choose a time to live of its own; it cannot choose the look of TCP.
        boolean looks = stack != null && otherOptions != 0;
        boolean differ =
                otherTime != look.timeToLive() && (!looks || otherOptions != look.options());
        if (differ && returns >= (looks ? SYSTEMS_RETURN : TIMES_TO_LIVE_RETURN)) {
            accuse(
                    endpoint,
                    wire,
                    frame.senderMac(),
                    ForgeryReason.TWO_SYSTEMS,
                    "times to live %d and %d from %s"
                            .formatted(look.timeToLive(), otherTime, sender),
                    frame.atNanos());
        }
    }

    // ---- where it is ----

    private void place(Sighting.Frame frame, Segment wire) {
        if (frame.vlan() <= 0) {
            return;
        }
        Endpoint endpoint = scene.endpoints().known(wire.space(), frame.senderMac());
        // Routers and servers are on many segments with one MAC; what asks for an address is not.
        if (endpoint == null || !endpoint.isClient()) {
            return;
        }
        var turns =
                alternation(
                        wire,
                        endpoint,
                        frame.senderMac(),
                        Part.PLACE,
                        PLACES_NANOS,
                        frame.atNanos());
        if (turns == null) {
            return;
        }
        boolean copy = turns.saidSince(frame.atNanos() - COPY_NANOS);
        if (!copy && turns.next(wire.name(), frame.atNanos()) >= PLACES_RETURN) {
            accuse(
                    endpoint,
                    wire,
                    frame.senderMac(),
                    ForgeryReason.TWO_PLACES,
                    "segments " + wire.name() + " and " + turns.before(),
                    frame.atNanos());
        }
    }

    private void accuse(
            @Nullable Endpoint endpoint,
            Segment wire,
            long mac,
            ForgeryReason reason,
            String detail,
            long atNanos) {
        accuser.accuse(
                endpoint,
                wire,
                reason,
                ForgeryReason.CLONED_ON_SEGMENT,
                () -> new Mac(mac) + ", " + detail,
                atNanos);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "clone_watches", (long) known.size(),
                "clone_watches_refused", known.refused(),
                "clone_watches_displaced", known.displaced(),
                "clone_accusations_held_back", accuser.heldBack());
    }
}
