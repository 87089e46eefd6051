package org.tapwarden.detector.sensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Measure;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.policy.Rule.FindingKind;
import org.tapwarden.detector.rogue.Evidence;
import org.tapwarden.detector.rogue.Family;
import org.tapwarden.detector.rogue.Forwarding;
import org.tapwarden.detector.rogue.RouterIdentity;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

/// Decides: whose it is, and whether it is allowed. Owned by one thread, which calls everything
/// here.
///
/// Whoever owns a rogue router can also forge frames, so what excuses an endpoint is chosen with
/// care. Seeming a gateway excuses nobody who asked for an address; neither does serving others; a
/// claim to a client's address from another MAC does not take from it what it sends. What remains,
/// since the other choice would accuse the innocent:
///
/// - A router with a fixed address that never asks by DHCP, or that was not seen asking since the
///   sensor began to keep this, passes for a gateway after two made-up first packets, and a claim
///   to its address from another MAC hides what it forwards.
/// - One advertisement (LLDP, spanning tree, a router's), two answers as a DHCP or name server, or
///   two senders as a gateway keep automatic steps away (design 9.3): the case is opened and a
///   person is told, no more. A name server with a reserved address asks by DHCP, too, and anybody
///   can forge a gateway's request, so asking cannot undo this.
/// - A router that carries the MAC of an approved device is taken for it; one with a private MAC is
///   no unknown device, only a suspect once two families speak.
/// - A source address of another segment moves an endpoint there, and what is switched on in one
///   segment need not be in the other.
public final class Sensor {

    /// A client that means to have the address (RFC 2131, section 3.1). Gateways and DHCP servers
    /// send DISCOVER or INFORM on their own segments, to see whether another server answers: such a
    /// question makes nobody a client.
    private static final int DHCP_REQUEST = 3;

    private static final int DHCP_ACK = 5;

    /// A device says its name within this time of its first frame, or does not.
    private static final long SETTLING_NANOS = 5_000_000_000L;

    private static final long LOSS_LASTS_NANOS = 60_000_000_000L;

    private final Segments segments;
    private final Policy policy;
    private final Endpoints endpoints;
    private final Outlet outlet;
    private final Watches watches;
    private final AlertBook book = new AlertBook();
    private final Map<Rule, Predicate<FlowRecord>> conditions = new LinkedHashMap<>();
    private final Map<Long, List<Evidence>> suspects = new HashMap<>();
    private final NextHops nextHops = new NextHops();
    private final ArrayDeque<Endpoint> settling = new ArrayDeque<>();
    private final Map<String, Long> devicesOf = new HashMap<>();
    private final Map<String, Long> lastFrameOf = new HashMap<>();
    private final Map<String, Long> routedOnAccess = new HashMap<>();

    private boolean learning = true;
    private long nowNanos = Long.MIN_VALUE;
    private long losses;
    private long lossNanos = Long.MIN_VALUE;
    private long inferredOnly;
    private long settlingDropped;

    /// @param condition makes the predicate of a rule's `when`
    public Sensor(
            Segments segments,
            Policy policy,
            Makers makers,
            LongSupplier ids,
            Outlet outlet,
            Watches watches,
            java.util.function.Function<Rule, Predicate<FlowRecord>> condition) {
        this.segments = segments;
        this.policy = policy;
        this.outlet = outlet;
        this.watches = watches;
        this.endpoints = new Endpoints(makers, ids, new Noted(), Endpoints.CAPACITY);
        for (Rule rule : policy.rules()) {
            if (rule.when() != null) {
                conditions.put(rule, condition.apply(rule));
            }
        }
    }

    /// Hears of endpoints first, to look at the new ones later.
    private final class Noted implements Endpoints.Ledger {
        @Override
        public void endpoint(Endpoint endpoint) {
            if (endpoint.firstNanos() == endpoint.lastNanos() && isNew(endpoint)) {
                devicesOf.merge(endpoint.segment().name(), 1L, Long::sum);
                if (settling.size() < Endpoints.CAPACITY) {
                    settling.add(endpoint);
                } else {
                    settlingDropped++;
                }
            }
            outlet.endpoint(endpoint);
        }

        private boolean isNew(Endpoint endpoint) {
            return endpoint.id() > highestNoted && (highestNoted = endpoint.id()) > 0;
        }

        private long highestNoted;

        @Override
        public void bound(org.tapwarden.detector.endpoint.Binding binding) {
            outlet.bound(binding);
        }
    }

    // ---- what an earlier run kept ----

    public void recall(Endpoint endpoint) {
        endpoints.recall(endpoint, endpoint.segment().space());
        devicesOf.merge(endpoint.segment().name(), 1L, Long::sum);
    }

    public void recall(List<Alert> kept, long highestId, long highestRevision) {
        book.goOn(kept, highestId, highestRevision);
    }

    /// The approved list, whole; an empty one means learning.
    public void approved(Map<Long, Standing> standings) {
        learning = standings.isEmpty();
        endpoints.standings(standings, Math.max(0, nowNanos));
    }

    // ---- what comes from the rings ----

    /// Frames lost so far, of all kinds.
    public void losses(long total) {
        if (total > losses) {
            losses = total;
            lossNanos = nowNanos;
        }
    }

    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        forward(frame.atNanos());
        switch (sighting) {
            case Sighting.AddressClaimed(var _, long mac, Address address, boolean _) ->
                    claimed(frame, mac, address);
            case Sighting.Told(var _, Telling telling) -> told(frame, telling);
            case Sighting.SynSent(var _, int timeToLive) -> syn(frame, timeToLive);
            case Sighting.RouterAdvertised _ -> serves(frame);
            case Sighting.EquipmentSpoke _ -> serves(frame);
            case Sighting.Tried _, Sighting.Answered _ -> watches.see(sighting);
        }
    }

    private void forward(long atNanos) {
        nowNanos = Math.max(nowNanos, atNanos);
        while (!settling.isEmpty()
                && nowNanos - settling.getFirst().firstNanos() >= SETTLING_NANOS) {
            settled(settling.removeFirst());
        }
    }

    private void claimed(Sighting.Frame frame, long mac, Address address) {
        Segment segment = segments.of(frame.vlan(), address);
        if (segment != null && Endpoints.showsMacs(segment)) {
            Endpoint endpoint = endpoints.atMac(segment, mac, frame.atNanos());
            if (endpoint != null) {
                noteFrame(segment, frame.atNanos());
                endpoints.bind(endpoint, address, frame.atNanos(), "arp");
            }
        }
    }

    private void told(Sighting.Frame frame, Telling telling) {
        switch (telling) {
            case Telling.DhcpRequest request -> asks(frame, request);
            case Telling.DhcpReply reply -> replies(frame, reply);
            case Telling.NameAnnounced(String name, var via) -> {
                Endpoint endpoint = sender(frame);
                if (endpoint != null) {
                    endpoints.hostName(endpoint, name, frame.atNanos(), via.word());
                    suspect(endpoint, frame.atNanos());
                }
            }
            case Telling.ServiceAnnounced(String service, var _, var _) -> {
                Endpoint endpoint = sender(frame);
                if (endpoint != null) {
                    endpoints.service(endpoint, service);
                    suspect(endpoint, frame.atNanos());
                }
            }
            case Telling.NameAnswered _ -> answered(frame);
        }
    }

    private void asks(Sighting.Frame frame, Telling.DhcpRequest request) {
        Address about = request.requested();
        if (request.relay() != null || request.clientMac() != frame.senderMac()) {
            // Handed on by a relay: the MAC inside is on a wire that we do not see.
            return;
        }
        Segment segment = about == null ? null : segments.of(frame.vlan(), about);
        if (segment == null) {
            segment = segments.ofWire(frame.vlan());
        }
        if (segment == null) {
            segment = whereKnown(request.clientMac());
        }
        if (segment == null || !Endpoints.showsMacs(segment)) {
            return;
        }
        Endpoint endpoint = endpoints.atMac(segment, request.clientMac(), frame.atNanos());
        if (endpoint == null) {
            return;
        }
        noteFrame(segment, frame.atNanos());
        if (request.messageType() == DHCP_REQUEST) {
            endpoints.askForAddress(endpoint);
        }
        if (request.vendorClass() != null || request.parameters() != null) {
            endpoints.fingerprint(
                    endpoint, orEmpty(request.vendorClass()), orEmpty(request.parameters()));
        }
        if (request.hostName() != null) {
            endpoints.hostName(endpoint, request.hostName(), frame.atNanos(), "dhcp");
        }
        suspect(endpoint, frame.atNanos());
    }

    /// What a first DISCOVER said is kept until an address tells where its sender is.
    private @Nullable Segment whereKnown(long mac) {
        Endpoint known = endpoints.known(0, mac);
        return known == null ? null : known.segment();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// Whoever answers names for others is a name server, and protected.
    private void answered(Sighting.Frame frame) {
        Address client = frame.receiver();
        if (client == null || client.isMulticast()) {
            return; // neighbours that answer for themselves only
        }
        Endpoint server = sender(frame);
        if (server != null) {
            server.served(client.high() * 31 + client.low());
        }
    }

    private void replies(Sighting.Frame frame, Telling.DhcpReply reply) {
        Address assigned = reply.assigned();
        if (reply.messageType() != DHCP_ACK || assigned == null) {
            return;
        }
        Endpoint server = sender(frame);
        if (server != null && reply.clientMac() != 0) {
            server.served(reply.clientMac());
        }
        Segment segment = segments.of(frame.vlan(), assigned);
        if (segment == null || !Endpoints.showsMacs(segment)) {
            return;
        }
        Endpoint endpoint = endpoints.atMac(segment, reply.clientMac(), frame.atNanos());
        if (endpoint != null) {
            endpoints.bind(endpoint, assigned, frame.atNanos(), "dhcp");
            suspect(endpoint, frame.atNanos());
        }
    }

    private void serves(Sighting.Frame frame) {
        Endpoint endpoint = sender(frame);
        if (endpoint != null) {
            endpoint.serve();
        }
    }

    /// Who sent a frame of its own, not one handed on; null when it cannot be told.
    private @Nullable Endpoint sender(Sighting.Frame frame) {
        Address sender = frame.sender();
        Segment segment =
                sender == null ? segments.ofWire(frame.vlan()) : segments.of(frame.vlan(), sender);
        if (segment == null) {
            return null;
        }
        return resolve(segment, sender, frame.senderMac(), frame.atNanos());
    }

    /// The endpoint that has an inside address now.
    private @Nullable Endpoint resolve(
            Segment segment, @Nullable Address address, long mac, long atNanos) {
        noteFrame(segment, atNanos);
        if (!Endpoints.showsMacs(segment) || mac == 0) {
            return address == null ? null : endpoints.atAddress(segment, address, atNanos);
        }
        Endpoint holder = address == null ? null : holder(segment, address, mac);
        if (holder != null) {
            return holder.mac() == mac ? endpoints.atMac(segment, mac, atNanos) : holder;
        }
        Endpoint byMac = endpoints.known(segment.space(), mac);
        if (byMac != null && byMac.isNextHop()) {
            // Somebody behind the gateway; its MAC is on another wire.
            return address == null ? null : endpoints.atAddress(segment, address, atNanos);
        }
        Endpoint endpoint = endpoints.atMac(segment, mac, atNanos);
        if (endpoint != null && address != null) {
            endpoints.bind(endpoint, address, atNanos, "ip");
        }
        return endpoint;
    }

    /// Who has the address, as far as a frame with this MAC is concerned.
    ///
    /// A client's own address stays its own in what it sends, whoever claims it in ARP: otherwise
    /// one claim from a made-up MAC would make all that a router forwards look like that of
    /// somebody behind a gateway. A gateway is no client, so what it hands on stays the sender's.
    private @Nullable Endpoint holder(Segment segment, Address address, long mac) {
        Endpoint holder = endpoints.holder(segment.space(), address);
        if (holder != null && holder.mac() != mac) {
            Endpoint sender = endpoints.known(segment.space(), mac);
            if (sender != null && sender.isClient() && sender.addresses().contains(address)) {
                return sender;
            }
        }
        return holder;
    }

    private void noteFrame(Segment segment, long atNanos) {
        lastFrameOf.merge(segment.name(), atNanos, Math::max);
    }

    private void syn(Sighting.Frame frame, int timeToLive) {
        Address sender = frame.sender();
        Address receiver = frame.receiver();
        if (sender == null || receiver == null) {
            return;
        }
        Segment segment = segments.of(frame.vlan(), sender);
        if (segment == null) {
            return;
        }
        if (segments.of(frame.vlan(), receiver) == null) {
            handsOn(segment, frame);
        }
        if (segment.tap() != TapKind.ACCESS) {
            // A device, and no more: behind a hop every time to live is one less.
            resolve(segment, sender, frame.senderMac(), frame.atNanos());
            return;
        }
        Endpoint holder = holder(segment, sender, frame.senderMac());
        if (holder != null && holder.mac() != frame.senderMac()) {
            routedOnAccess.merge(segment.name(), 1L, Long::sum);
            return;
        }
        Endpoint endpoint = resolve(segment, sender, frame.senderMac(), frame.atNanos());
        if (endpoint == null || endpoint.mac() != frame.senderMac() || endpoint.isNextHop()) {
            return;
        }
        List<Evidence> completed = Forwarding.see(endpoint, timeToLive, frame.atNanos());
        if (!completed.isEmpty()) {
            add(endpoint, completed);
            suspect(endpoint, frame.atNanos());
        }
    }

    /// The receiver's MAC is that of a gateway: the address it stands for is elsewhere.
    private void handsOn(Segment segment, Sighting.Frame frame) {
        long mac = frame.receiverMac();
        if (mac == 0 || new Mac(mac).isGroup() || !Endpoints.showsMacs(segment)) {
            return;
        }
        Endpoint gateway = endpoints.known(segment.space(), mac);
        if (gateway != null && gateway.handsOn()) {
            return;
        }
        if (nextHops.handedOn(mac, frame.senderMac()) && gateway != null) {
            gateway.handOn();
            nextHops.settled(mac);
        }
    }

    // ---- cases ----

    private void add(Endpoint endpoint, List<Evidence> evidence) {
        List<Evidence> known = suspects.computeIfAbsent(endpoint.id(), _ -> new ArrayList<>());
        for (Evidence one : evidence) {
            boolean there = known.stream().anyMatch(e -> e.reason() == one.reason());
            if (!there) {
                known.add(one);
                outlet.evidence(one);
            }
        }
    }

    /// Looks at an endpoint of which something new is known: two families make a case.
    private void suspect(Endpoint endpoint, long atNanos) {
        add(endpoint, RouterIdentity.of(endpoint, atNanos));
        List<Evidence> known = suspects.get(endpoint.id());
        if (known == null || endpoint.standing() == Standing.APPROVED || endpoint.isNextHop()) {
            return;
        }
        if (families(endpoint) < 2) {
            return;
        }
        List<String> against = new ArrayList<>(RouterIdentity.against(endpoint));
        against.addAll(Forwarding.against(endpoint));
        if (endpoint.handsOn()) {
            against.add(
                    "others seem to send through it as through a gateway; but it asked for an"
                            + " address as clients do, and a few made-up frames look the same");
        }
        for (Rule rule : policy.on(FindingKind.ROGUE_ROUTER)) {
            found(rule, endpoint, known, against, atNanos);
        }
    }

    private long families(Endpoint endpoint) {
        return suspects.getOrDefault(endpoint.id(), List.of()).stream()
                .map(Evidence::family)
                .distinct()
                .count();
    }

    /// A device has had the time to say its name.
    private void settled(Endpoint endpoint) {
        boolean listed =
                learning
                        || endpoint.standing() == Standing.APPROVED
                        || endpoint.isRandomised()
                        || (endpoint.isInfrastructure() && !endpoint.isClient())
                        || families(endpoint) > 1 // there is a graver alert about it
                        || endpoint.segment().tap() != TapKind.ACCESS;
        if (listed) {
            return;
        }
        var evidence =
                new Evidence(
                        endpoint.id(),
                        Family.IDENTITY,
                        Evidence.Reason.FLOW,
                        "its MAC is not on the approved list",
                        endpoint.firstNanos());
        List<String> against =
                List.of("the list may be older than the device", "a MAC address can be changed");
        for (Rule rule : policy.on(FindingKind.UNKNOWN_DEVICE)) {
            found(rule, endpoint, List.of(evidence), against, nowNanos);
        }
    }

    private void found(
            Rule rule,
            Endpoint subject,
            List<Evidence> evidence,
            List<String> against,
            long atNanos) {
        Measure measure = policy.decide(rule, subject);
        boolean lossy = lossNanos != Long.MIN_VALUE && atNanos - lossNanos <= LOSS_LASTS_NANOS;
        AlertBook.Change change =
                book.found(rule, subject, evidence, against, measure, lossy, atNanos);
        if (change == null) {
            return;
        }
        boolean asks = change.matters() && measure.step() != Rule.Step.OBSERVE;
        outlet.alert(
                change.alert(),
                asks ? Optional.of(asked(change.alert(), measure, subject)) : Optional.empty());
    }

    private Asked asked(Alert alert, Measure measure, Endpoint subject) {
        long active = devicesOf.getOrDefault(subject.segment().name(), 0L);
        return new Asked(
                alert,
                measure,
                subject.mac() == 0 ? List.of() : List.of(new Mac(subject.mac()).toString()),
                subject.addresses().stream().map(Address::toString).toList(),
                (int) Math.min(Integer.MAX_VALUE, active));
    }

    // ---- flows ----

    /// Puts a flow where it belongs, and asks the rules about it.
    ///
    /// @return the same slice, with segment, population and endpoints
    public FlowRecord flow(FlowRecord record) {
        long atNanos = record.slice().endNanos();
        forward(atNanos);
        FlowRecord.Conversation between = record.conversation();
        FlowRecord.Place place = record.place();
        Segment from = segments.of(place.vlan(), between.source());
        Segment to = segments.of(place.vlan(), between.destination());
        Endpoint source =
                from == null ? null : resolve(from, between.source(), place.sourceMac(), atNanos);
        Endpoint destination =
                to == null
                        ? null
                        : resolve(to, between.destination(), place.destinationMac(), atNanos);
        Segment home = from != null ? from : to;
        FlowRecord placed =
                record.with(
                        new FlowRecord.Place(
                                home == null ? "outside" : home.name(),
                                home == null ? Population.UNKNOWN : home.population(),
                                place.vlan(),
                                place.interfaceIndex(),
                                place.outer(),
                                place.sourceMac(),
                                place.destinationMac(),
                                source == null ? Endpoints.UNRESOLVED : source.id(),
                                destination == null ? Endpoints.UNRESOLVED : destination.id()));
        Endpoint subject = source != null ? source : destination;
        if (subject != null) {
            ask(placed, subject, atNanos);
        }
        return placed;
    }

    private void ask(FlowRecord record, Endpoint subject, long atNanos) {
        for (Map.Entry<Rule, Predicate<FlowRecord>> entry : conditions.entrySet()) {
            if (!entry.getValue().test(record)) {
                continue;
            }
            if (record.label().basis() != Basis.SEEN) {
                // What is only inferred never reaches a person by itself.
                inferredOnly++;
                continue;
            }
            String protocol = record.label().protocol().word();
            var evidence =
                    new Evidence(
                            subject.id(),
                            Family.CONVERSATION,
                            Evidence.Reason.FLOW,
                            "the bytes of a conversation of this device are those of " + protocol,
                            atNanos);
            found(
                    entry.getKey(),
                    subject,
                    List.of(evidence),
                    List.of("a program of the office may use the same protocol"),
                    atNanos);
        }
    }

    // ---- what is told ----

    public Endpoints endpoints() {
        return endpoints;
    }

    public boolean learning() {
        return learning;
    }

    public Segments segments() {
        return segments;
    }

    /// Endpoints first seen in a segment.
    public long devicesOf(String segment) {
        return devicesOf.getOrDefault(segment, 0L);
    }

    /// When a frame of the segment was seen last; {@link Long#MIN_VALUE} when never.
    public long lastFrameOf(String segment) {
        return lastFrameOf.getOrDefault(segment, Long.MIN_VALUE);
    }

    /// First packets on an access segment that somebody else's MAC brought.
    public long routedOnAccess(String segment) {
        return routedOnAccess.getOrDefault(segment, 0L);
    }

    /// Counters by name, for metrics.
    public Map<String, Long> counters() {
        return Map.of(
                "endpoints",
                (long) endpoints.all().size(),
                "next_hops_displaced",
                nextHops.displaced(),
                "endpoints_unresolved",
                endpoints.unresolved(),
                "suspects",
                (long) suspects.size(),
                "alerts_forgotten",
                book.forgotten(),
                "findings_only_inferred",
                inferredOnly,
                "settling_dropped",
                settlingDropped);
    }
}
