package org.tapwarden.detector.sensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.confidential.ProtectedFlows;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.GeneralReason;
import org.tapwarden.detector.finding.Subject;
import org.tapwarden.detector.identity.HostNamePattern;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.place.Located;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.Rule;
import org.tapwarden.detector.rogue.Forwarding;
import org.tapwarden.detector.rogue.Proposals;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

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
///   to its address from another MAC hides what it forwards. So does one that asks under a hardware
///   address that is not the one of its frames: repeaters and gateways bring such requests, too.
/// - One advertisement (LLDP, spanning tree, a router's), two answers as a DHCP or name server, or
///   two senders as a gateway keep automatic steps away (design 9.3): the case is opened and a
///   person is told, no more. A name server with a reserved address asks by DHCP, too, and anybody
///   can forge a gateway's request, so asking cannot undo this.
/// - A router that carries the MAC of an approved device is taken for it; one with a private MAC is
///   no unknown device, only a suspect once two families speak.
/// - A source address of another segment moves an endpoint there, and what is switched on in one
///   segment need not be in the other.
public final class Sensor {

    /// What stands for the segment of a flow between strangers.
    private static final String OUTSIDE = "outside";

    /// A device says its name within this time of its first frame, or does not.
    private static final long SETTLING_NANOS = 5_000_000_000L;

    private static final long TICK_NANOS = 1_000_000_000L;

    private final Segments segments;
    private final Endpoints endpoints;
    private final Attribution whose;
    private final Persons persons;
    private final WireAccounts accounts;
    private final Cases cases;
    private final Newcomers newcomers;
    private final Outlet outlet;
    private final Watches watches;
    private final Map<Rule, Predicate<FlowRecord>> conditions = new LinkedHashMap<>();
    private final ArrayDeque<Endpoint> settling = new ArrayDeque<>();
    private final Map<String, Long> devicesOf = new HashMap<>();
    private final CanaryNames canaries = new CanaryNames();
    private final Roles roles = new Roles();
    private final List<Detector> detectors;
    private final ProvenMachines machines;
    private final Learning learning;
    private final Proposals proposals;
    private final Whereabouts whereabouts;

    private boolean noList = true;
    private long nowNanos = Long.MIN_VALUE;
    private long inferredOnly;
    private long settlingDropped;
    private long tickNanos = Long.MIN_VALUE;

    /// @param condition makes the predicate of a rule's `when`
    public Sensor(
            Segments segments,
            Policy policy,
            Makers makers,
            LongSupplier ids,
            Outlet outlet,
            Watches watches,
            Function<Rule, Predicate<FlowRecord>> condition) {
        this.segments = segments;
        this.outlet = outlet;
        this.watches = watches;
        this.endpoints = new Endpoints(makers, ids, new Noted(), Endpoints.CAPACITY);
        this.whose = new Attribution(segments, endpoints, this::isAtAPort);
        this.cases = new Cases(policy, outlet, this::devicesOf);
        this.newcomers = new Newcomers(cases);
        this.whereabouts = new Whereabouts(segments, outlet);
        var here =
                new SensorScene(
                        segments, endpoints, whose, roles, cases, whereabouts, this::report);
        this.proposals = new Proposals(here);
        this.detectors = new ArrayList<>(Detectors.of(here));
        this.detectors.add(proposals);
        this.machines = new ProvenMachines(outlet);
        this.persons =
                new Persons(
                        endpoints, segments.spaces(), outlet::bound, this::machineAuthenticated);
        this.accounts = new WireAccounts(segments, endpoints, persons);
        this.learning =
                new Learning(
                        segments,
                        endpoints,
                        whose,
                        new RelayedRequests(segments, endpoints, whereabouts),
                        accounts,
                        canaries,
                        this::suspect);
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
            boolean news = endpoint.firstNanos() == endpoint.lastNanos() && isNew(endpoint);
            if (news) {
                devicesOf.merge(endpoint.segment().name(), 1L, Long::sum);
                if (settling.size() < Endpoints.CAPACITY) {
                    settling.add(endpoint);
                } else {
                    settlingDropped++;
                }
            }
            newcomers.approved(endpoint);
            outlet.endpoint(endpoint);
            if (news) {
                whereabouts.appeared(endpoint);
            }
            persons.arrived(endpoint, null);
        }

        private boolean isNew(Endpoint endpoint) {
            return endpoint.id() > highestNoted && (highestNoted = endpoint.id()) > 0;
        }

        private long highestNoted;

        @Override
        public void bound(Binding binding) {
            outlet.bound(binding);
            if (persons.isAwaiting() && binding.fact().equals(Binding.ADDRESS)) {
                Endpoint endpoint = endpoints.byId(binding.endpoint());
                if (endpoint != null) {
                    persons.arrived(endpoint, Address.parse(binding.value()));
                }
            }
        }
    }

    // ---- what an earlier run kept ----

    public void recall(Endpoint endpoint) {
        endpoints.recall(endpoint, endpoint.segment().space());
        devicesOf.merge(endpoint.segment().name(), 1L, Long::sum);
    }

    public void recall(List<Alert> kept, long highestId, long highestRevision) {
        cases.goOn(kept, highestId, highestRevision);
    }

    /// Decides who uses what.
    public Persons persons() {
        return persons;
    }

    /// The office's pattern of host names that carry a person's name.
    public void hostNames(HostNamePattern pattern) {
        accounts.pattern(pattern);
    }

    /// A machine proved with its own account who it is: that is a fact, and approves it for a
    /// while.
    private void machineAuthenticated(Endpoint endpoint, String name, long atMillis) {
        outlet.bound(
                new Binding(endpoint.id(), Binding.AUTHENTICATED, name, atMillis, "802.1x", 95));
        machineAuthenticated(endpoint.identity(), name);
    }

    /// The approved list, whole, without ends and devices.
    public void approved(Map<Long, Standing> standings) {
        Map<Long, Approval> byMac = new HashMap<>();
        standings.forEach((mac, standing) -> byMac.put(mac, new Approval(standing)));
        approvals(byMac);
    }

    /// What the office says, whole; without a word of its own the appliance is learning.
    public void approvals(Map<Long, Approval> byMac) {
        noList = byMac.values().stream().noneMatch(a -> a.origin() == Approval.Origin.OFFICE);
        Map<Long, Role> byRole = new HashMap<>();
        byMac.forEach((mac, approval) -> {
            if (approval.role() != null && approval.said() == Standing.APPROVED) {
                byRole.put(mac, approval.role());
            }
        });
        roles.approved(byRole);
        endpoints.approvals(byMac, Math.max(0, nowNanos));
    }

    /// A machine proved itself by 802.1X, with a certificate or password of its own: it is approved
    /// for a while, unless the office has said something of it.
    ///
    /// @param mac 48 bits
    /// @param name of the machine's account, as it was told
    public void machineAuthenticated(long mac, String name) {
        machines.authenticated(mac, name, endpoints.approval(mac), Math.max(0, nowNanos));
    }

    /// Evidence that an earlier run kept, oldest first.
    public void recall(CaseKind kind, String segment, Evidence evidence) {
        cases.recall(new Cases.Kept(kind, segment, evidence));
    }

    // ---- what comes from the rings ----

    /// Nothing more comes, as at the end of a capture: what waits for more is told now.
    public void over() {
        while (!settling.isEmpty()) {
            newcomers.settled(settling.removeFirst(), noList, nowNanos);
        }
        newcomers.over(nowNanos);
    }

    /// Frames lost so far, of all kinds.
    public void losses(long total) {
        cases.losses(total, nowNanos);
    }

    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        forward(frame.atNanos());
        cases.atHand(frame.number());
        try {
            seen(sighting);
        } finally {
            cases.atHand(0);
        }
    }

    private void seen(Sighting sighting) {
        switch (sighting) {
            case Sighting.SynSent syn -> syn(sighting.frame(), syn);
            case Sighting.Tried _, Sighting.Answered _ -> {
                watches.see(sighting);
                return;
            }
            default -> learning.see(sighting);
        }
        for (Detector detector : detectors) {
            detector.see(sighting);
        }
    }

    private void forward(long atNanos) {
        nowNanos = Math.max(nowNanos, atNanos);
        persons.forward(nowNanos / 1_000_000L);
        while (!settling.isEmpty()
                && nowNanos - settling.getFirst().firstNanos() >= SETTLING_NANOS) {
            newcomers.settled(settling.removeFirst(), noList, nowNanos);
        }
        if (tickNanos == Long.MIN_VALUE || nowNanos - tickNanos >= TICK_NANOS) {
            tickNanos = nowNanos;
            endpoints.forward(nowNanos);
            newcomers.tick(nowNanos);
            for (Detector detector : detectors) {
                detector.tick(nowNanos);
            }
        }
    }

    private void syn(Sighting.Frame frame, Sighting.SynSent syn) {
        Endpoint endpoint = whose.firstSender(frame);
        if (endpoint == null) {
            return;
        }
        learning.stack(endpoint, syn);
        List<Evidence> completed = Forwarding.see(endpoint, syn.timeToLive(), frame.atNanos());
        for (Evidence one : completed) {
            report(CaseKind.ROGUE_ROUTER, endpoint, one);
        }
    }

    /// The office's own routers and access points look like routers and access points. What others
    /// say of themselves is looked at once something else speaks for a router, too.
    private void report(CaseKind kind, Endpoint about, Evidence evidence) {
        if (kind != CaseKind.ROGUE_ROUTER) {
            cases.report(kind, about, evidence);
        } else if (!roles.mayForward(about)) {
            cases.report(kind, about, evidence);
            cases.suspect(about, evidence.atNanos());
        }
    }

    private void suspect(Endpoint endpoint, long atNanos) {
        if (!roles.mayForward(endpoint)) {
            cases.suspect(endpoint, atNanos);
        }
    }

    /// Somebody said where these are plugged in.
    public void located(List<Located> located) {
        whereabouts.located(located, endpoints);
        for (Located one : located) {
            for (int space : segments.spaces()) {
                whose.atAPort(space, one.mac(), Math.max(0, nowNanos));
            }
        }
    }

    private boolean isAtAPort(long mac) {
        return !whereabouts.of(mac).isEmpty();
    }

    // ---- flows ----

    /// Counts a flow with a protected destination for the segment that it belongs to. Nothing else
    /// hears of it: no endpoint, no rule.
    public void count(FlowEvent event, ProtectedFlows flows) {
        FlowRecord.Conversation between = event.conversation();
        Segment home =
                segments.home(
                        between.space(),
                        event.place().interfaceIndex(),
                        event.place().vlan(),
                        between.source(),
                        between.destination());
        flows.count(
                home == null ? OUTSIDE : home.name(),
                home == null ? Population.UNKNOWN : home.population(),
                event.whole().endNanos());
    }

    /// Puts a flow where it belongs, and asks the rules about it.
    ///
    /// @return the same slice, with segment, population and endpoints
    public FlowRecord flow(FlowRecord record) {
        long atNanos = record.slice().endNanos();
        forward(atNanos);
        FlowRecord.Conversation between = record.conversation();
        FlowRecord.Place place = record.place();
        int iface = place.interfaceIndex();
        Segment from = segments.of(between.space(), iface, place.vlan(), between.source());
        Segment to = segments.of(between.space(), iface, place.vlan(), between.destination());
        Endpoint source =
                from == null
                        ? null
                        : whose.resolve(from, between.source(), place.sourceMac(), atNanos);
        Endpoint destination =
                to == null
                        ? null
                        : whose.resolve(to, between.destination(), place.destinationMac(), atNanos);
        if (source != null && source.mac() != 0 && source.mac() == place.sourceMac()) {
            learning.flow(source, record);
        }
        Segment home = from != null ? from : to;
        FlowRecord placed =
                record.with(
                        new FlowRecord.Place(
                                home == null ? OUTSIDE : home.name(),
                                home == null ? Population.UNKNOWN : home.population(),
                                place.vlan(),
                                iface,
                                place.outer(),
                                place.sourceMac(),
                                place.destinationMac(),
                                source == null ? Endpoints.UNRESOLVED : source.id(),
                                destination == null ? Endpoints.UNRESOLVED : destination.id()));
        for (Detector detector : detectors) {
            detector.flow(placed, source, destination);
        }
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
            var evidence = new Evidence(subject.id(), GeneralReason.FLOW, protocol, atNanos);
            cases.found(
                    entry.getKey(),
                    Subject.of(subject),
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
        return noList;
    }

    /// Where a device is plugged in, the most reliable source first; empty when nobody said.
    public List<Place> places(Endpoint endpoint) {
        return whereabouts.of(endpoint);
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
        return whose.lastFrameOf(segment);
    }

    /// First packets on an access segment that somebody else's MAC brought.
    public long routedOnAccess(String segment) {
        return whose.routedOnAccess(segment);
    }

    /// Whether the resolvers of a segment let browsers and phones take their lookups elsewhere, and
    /// what to do about it; or empty.
    public String goesRoundItsResolver(String segment) {
        return canaries.remark(segment, nowNanos);
    }

    /// Equipment that might be the office's, for a person to approve; oldest first.
    public List<Proposals.Proposal> proposals() {
        return proposals.all();
    }

    /// Counters by name, for metrics.
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>(ownCounters());
        counters.putAll(persons.counters());
        counters.put("host_name_pattern_gave_up", accounts.givenUp());
        counters.putAll(newcomers.counters());
        for (Detector detector : detectors) {
            counters.putAll(detector.counters());
        }
        return counters;
    }

    private Map<String, Long> ownCounters() {
        return Map.ofEntries(
                Map.entry("endpoints", (long) endpoints.all().size()),
                Map.entry("next_hops_displaced", whose.nextHopsDisplaced()),
                Map.entry("strangers_displaced", whose.strangersDisplaced()),
                Map.entry("endpoints_unresolved", endpoints.unresolved()),
                Map.entry("addresses_refused", endpoints.addressesRefused()),
                Map.entry("suspects", (long) cases.suspects()),
                Map.entry("relayed_requests_forgotten", learning.requestsForgotten()),
                Map.entry("machine_approvals_put_off", machines.putOff()),
                Map.entry("alerts_forgotten", cases.forgotten()),
                Map.entry("suspects_forgotten", cases.suspectsForgotten()),
                Map.entry("evidence_held_back", cases.evidenceHeldBack()),
                Map.entry("findings_only_inferred", inferredOnly),
                Map.entry("settling_dropped", settlingDropped),
                Map.entry("places_displaced", whereabouts.displaced()));
    }
}
