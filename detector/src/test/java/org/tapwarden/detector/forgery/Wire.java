package org.tapwarden.detector.forgery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.flow.EndReason;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.sensor.Outlet;
import org.tapwarden.detector.sensor.Sensor;
import org.tapwarden.detector.sensor.Watches;

/// A segment with a gateway, a DHCP server and two laptops, a sensor that hears it, and what the
/// sensor said.
public final class Wire implements Outlet {

    public static final Mac GATEWAY = Mac.parse("3c:08:f6:00:00:01");
    public static final Mac SERVER = Mac.parse("00:25:90:00:00:02");
    public static final Mac ANNA = Mac.parse("3c:52:82:0a:00:03");
    public static final Mac BEN = Mac.parse("8c:16:45:0b:00:04");
    public static final Mac EVE = Mac.parse("b8:27:eb:0e:00:05");
    public static final Mac ALL = new Mac(-1L >>> 16);

    public static final Address GATEWAY_IP = Address.parse("10.20.0.1");
    public static final Address SERVER_IP = Address.parse("10.20.0.2");
    public static final Address ANNA_IP = Address.parse("10.20.0.3");
    public static final Address BEN_IP = Address.parse("10.20.0.4");
    public static final Address EVE_IP = Address.parse("10.20.0.5");
    public static final Address WEB = Address.parse("203.0.113.10");

    private static final Address NOBODY = Address.parse("0.0.0.0");
    private static final Set<CaseKind> OURS =
            EnumSet.of(
                    CaseKind.ADDRESS_SPOOFING,
                    CaseKind.ADDRESS_CONFLICT,
                    CaseKind.MAC_CLONING,
                    CaseKind.DHCP_STARVATION,
                    CaseKind.NAME_POISONING,
                    CaseKind.DNS_FORGERY,
                    CaseKind.FOREIGN_SOURCE,
                    CaseKind.MAC_FLOOD,
                    CaseKind.SCAN,
                    CaseKind.FLOOD,
                    CaseKind.BROADCAST_STORM);

    private static final Makers MAKERS = makers();
    private static final Policy POLICY = policy();

    private final Sensor sensor;
    private final Set<String> cases = new LinkedHashSet<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Alert> everything = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private long nanos = 1_750_000_000_000_000_000L;
    private int vlan = -1;

    public Wire(TapKind tap, Map<Role, Set<String>> equipment) {
        this(
                new Segments(
                        List.of(
                                segment(
                                        "students",
                                        Set.of(),
                                        tap,
                                        equipment,
                                        "10.20.0.0/16",
                                        "fd20::/64",
                                        "fe80::/10"))));
    }

    private Wire(Segments segments) {
        var ids = new AtomicLong();
        this.sensor =
                new Sensor(
                        segments,
                        POLICY,
                        MAKERS,
                        ids::incrementAndGet,
                        this,
                        new Watches(),
                        rule ->
                                FlowPredicate.of(
                                        Objects.requireNonNull(rule.when()), Directory.NOBODY));
    }

    public static Wire access() {
        return new Wire(TapKind.ACCESS, Map.of());
    }

    /// Two segments under their tags 10 and 20.
    public static Wire tagged() {
        return new Wire(
                new Segments(
                        List.of(
                                segment(
                                        "staff",
                                        Set.of(10),
                                        TapKind.ACCESS,
                                        Map.of(),
                                        "10.10.0.0/16"),
                                segment(
                                        "students",
                                        Set.of(20),
                                        TapKind.ACCESS,
                                        Map.of(),
                                        "10.20.0.0/16"))));
    }

    private static Segment segment(
            String name,
            Set<Integer> vlans,
            TapKind tap,
            Map<Role, Set<String>> equipment,
            String... prefixes) {
        return new Segment(
                name,
                "HS1",
                "Main",
                vlans,
                List.of(prefixes).stream().map(Prefix::parse).toList(),
                Population.STUDENT,
                tap,
                0,
                equipment);
    }

    private static Makers makers() {
        try {
            return Makers.load();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Policy policy() {
        try {
            return new PolicyFile(
                            Clauses.builtIn(),
                            text -> {
                                try {
                                    return FlowLanguage.parse(text, FlowLanguage.Options.UTC);
                                } catch (WrongQuery e) {
                                    throw new IllegalArgumentException(e);
                                }
                            })
                    .builtIn();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- time and place ----

    public Wire pause(double seconds) {
        nanos += (long) (seconds * 1e9);
        return this;
    }

    public Wire onVlan(int tag) {
        vlan = tag;
        return this;
    }

    public long nanos() {
        return nanos;
    }

    public Sensor sensor() {
        return sensor;
    }

    // ---- frames ----

    public Sighting.Frame frame(
            Mac from, Mac to, @Nullable Address sender, @Nullable Address receiver) {
        nanos += 1_000;
        return new Sighting.Frame(nanos, 0, 0, vlan, from.bits(), to.bits(), sender, receiver);
    }

    public Wire see(Sighting sighting) {
        sensor.see(sighting);
        return this;
    }

    /// ARP without the Ethernet sender being the claimed MAC.
    public Wire claims(
            Mac from, Mac to, Mac mac, Address address, Manner manner, @Nullable Address asked) {
        return see(
                new Sighting.AddressClaimed(
                        frame(from, to, null, null), mac.bits(), address, manner, asked, false));
    }

    public Wire asks(Mac who, Address own, Address wanted) {
        return claims(who, ALL, who, own, Manner.ASKS, wanted);
    }

    public Wire answers(Mac who, Mac to, Address own) {
        return claims(who, to, who, own, Manner.ANSWERS, null);
    }

    public Wire announces(Mac who, Address own) {
        return claims(who, ALL, who, own, Manner.ANNOUNCES, null);
    }

    public Wire probes(Mac who, Address wanted) {
        return claims(who, ALL, who, wanted, Manner.PROBES, null);
    }

    public Wire syn(Mac from, Mac to, Address sender, Address receiver, int timeToLive) {
        return see(new Sighting.SynSent(frame(from, to, sender, receiver), timeToLive));
    }

    public Wire syn(Mac from, Address sender, int timeToLive, long options) {
        return see(
                new Sighting.SynSent(
                        frame(from, GATEWAY, sender, WEB),
                        timeToLive,
                        new Sighting.Stack(64_240, options, 1_460, 7, 0, true)));
    }

    public Wire dhcp(
            Mac ethernet, Mac client, int type, @Nullable String name, @Nullable String vendor) {
        return see(
                new Sighting.Told(
                        frame(ethernet, ALL, NOBODY, Address.parse("255.255.255.255")),
                        new Telling.DhcpRequest(
                                client.bits(), type, name, vendor, "1,3,6", null, null, null)));
    }

    public Wire dhcpReply(Mac from, int type, Mac client, Address assigned, Address router) {
        return see(
                new Sighting.Told(
                        frame(from, client, SERVER_IP, assigned),
                        new Telling.DhcpReply(
                                client.bits(),
                                type,
                                SERVER_IP,
                                assigned,
                                null,
                                router,
                                SERVER_IP,
                                3_600)));
    }

    /// Asks for an address, gets it, and tries whether it is free.
    public Wire joins(Mac who, Address address, String name) {
        dhcp(who, who, 1, name, "MSFT 5.0");
        dhcpReply(SERVER, 2, who, address, GATEWAY_IP);
        dhcp(who, who, 3, name, "MSFT 5.0");
        dhcpReply(SERVER, 5, who, address, GATEWAY_IP);
        probes(who, address);
        return announces(who, address);
    }

    public Wire told(Mac from, Mac to, Address sender, Address receiver, Telling telling) {
        return see(new Sighting.Told(frame(from, to, sender, receiver), telling));
    }

    /// What every network has: a gateway that two send through, a server, two laptops.
    public Wire morning() {
        announces(GATEWAY, GATEWAY_IP);
        announces(SERVER, SERVER_IP);
        joins(ANNA, ANNA_IP, "anna");
        joins(BEN, BEN_IP, "ben");
        joins(EVE, EVE_IP, "eve");
        for (int i = 0; i < 3; i++) {
            asks(ANNA, ANNA_IP, GATEWAY_IP).answers(GATEWAY, ANNA, GATEWAY_IP);
            asks(BEN, BEN_IP, GATEWAY_IP).answers(GATEWAY, BEN, GATEWAY_IP);
            syn(ANNA, GATEWAY, ANNA_IP, WEB, 128);
            syn(BEN, GATEWAY, BEN_IP, WEB, 128);
            pause(10);
        }
        return this;
    }

    // ---- flows ----

    public Wire flow(
            Mac from,
            Mac to,
            Address source,
            Address destination,
            int port,
            int protocol,
            FlowRecord.Traffic traffic,
            EndReason end) {
        sensor.flow(
                new FlowRecord(
                        new FlowRecord.Identity("test", nanos, 1, end),
                        new FlowRecord.Conversation(
                                0, source, 40_000, destination, port, protocol, false, 0),
                        traffic,
                        traffic,
                        new Label(Protocol.UNKNOWN, null, Category.UNKNOWN, Basis.NONE, List.of()),
                        FlowRecord.Names.NONE,
                        new FlowRecord.Place(
                                "unnamed",
                                Population.UNKNOWN,
                                vlan,
                                0,
                                null,
                                from.bits(),
                                to.bits(),
                                0,
                                0)));
        return this;
    }

    // ---- what was said ----

    /// The cases of forgery and disruption, as `rule subject`: a MAC, or the segment's name.
    public Set<String> cases() {
        return cases;
    }

    public List<Alert> alerts() {
        return alerts;
    }

    /// Alerts of all rules.
    public List<Alert> everything() {
        return everything;
    }

    /// What was asked for, of all rules.
    public List<Asked> asked() {
        return asked;
    }

    @Override
    public void endpoint(Endpoint endpoint) {}

    @Override
    public void bound(Binding binding) {}

    @Override
    public void identified(long done, long through) {}

    @Override
    public void evidence(CaseKind kind, String segment, Evidence evidence) {}

    @Override
    public void alert(Alert alert, Optional<Asked> measure) {
        everything.add(alert);
        measure.ifPresent(asked::add);
        if (OURS.stream().anyMatch(kind -> kind.word().equals(alert.rule()))) {
            alerts.add(alert);
            cases.add(alert.rule() + " " + (alert.endpoint() == 0 ? alert.segment() : alert.mac()));
        }
    }
}
