package org.tapwarden.detector.sensor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.tapwarden.classifier.Sighting.Capability;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.FlowPredicate;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.policy.Clauses;
import org.tapwarden.detector.policy.Policy;
import org.tapwarden.detector.policy.PolicyFile;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.segment.TapKind;

/// A segment of an office, its tap, and a whole sensor behind it: what happens on the wire is said
/// in a line each, and what the sensor made of it can be asked.
final class Office {

    static final Mac GATEWAY = Mac.parse("00:00:0c:00:00:01");
    static final Mac SWITCH_PORT = Mac.parse("00:00:0c:00:07:0a");
    static final Mac ROUTER = Mac.parse("50:c7:bf:10:20:30");
    static final Mac LAPTOP = Mac.parse("00:21:70:00:00:77");
    static final Mac EVERYBODY = new Mac(-1L >>> 16);
    static final Address WEB = Address.parse("203.0.113.10");
    static final Address NOBODY = Address.parse("0.0.0.0");
    static final String GATEWAY_ADDRESS = "10.20.0.1";
    static final String PREFIX = "2001:db8:20::";

    static final Sighting.Stack WINDOWS =
            new Sighting.Stack(64_240, 0x213114L << 40, 1_460, 8, 0, true);
    static final Sighting.Stack ANDROID =
            new Sighting.Stack(65_535, 0x24813L << 44, 1_460, 9, 77, true);
    static final Sighting.Stack IPHONE =
            new Sighting.Stack(65_535, 0x2131184L << 36, 1_460, 6, 99, true);

    private static final Makers MAKERS = makers();
    private static final Policy POLICY = policy();

    final Kept kept = new Kept();
    final Sensor sensor;
    long now = 1_750_000_000_000_000_000L;

    /// Which address space and tag the frames carry.
    int space;

    int vlan = -1;

    Office(Segments segments) {
        var ids = new AtomicLong();
        this.sensor =
                new Sensor(
                        segments,
                        POLICY,
                        MAKERS,
                        ids::incrementAndGet,
                        kept,
                        new Watches(),
                        rule ->
                                FlowPredicate.of(
                                        Objects.requireNonNull(rule.when()), Directory.NOBODY));
    }

    /// One segment, with what the office declared of it.
    static Office with(TapKind tap, Map<Role, Set<String>> equipment) {
        return new Office(new Segments(List.of(segment("students", 0, Set.of(), tap, equipment))));
    }

    static Segment segment(
            String name,
            int space,
            Set<Integer> vlans,
            TapKind tap,
            Map<Role, Set<String>> equipment) {
        return new Segment(
                name,
                name,
                "Main",
                vlans,
                List.of(Prefix.parse("10.20.0.0/16"), Prefix.parse("2001:db8:20::/64")),
                Population.STUDENT,
                tap,
                space,
                equipment);
    }

    /// Two minutes of a school: its switch, gateway and DHCP server, and ten computers. What comes
    /// after it comes later than everything that is always there.
    static Office inUse(Map<Role, Set<String>> equipment) {
        Office office = with(TapKind.ACCESS, equipment);
        office.everyday();
        return office;
    }

    static Office inUse() {
        return inUse(Map.of());
    }

    void everyday() {
        for (int second = 0; second < 20; second += 2) {
            bridge(SWITCH_PORT, 0x8000, Mac.parse("00:00:0c:00:07:00"));
            wait(Duration.ofSeconds(2));
        }
        equipment(SWITCH_PORT, "closet-2", "Cisco IOS", Capability.BRIDGE);
        claim(GATEWAY, GATEWAY_ADDRESS);
        for (int i = 0; i < 10; i++) {
            Mac client = new Mac(0x002170000000L + i);
            String address = "10.20.1." + (i + 1);
            asks(client, address, "pc-" + i, "MSFT 5.0");
            answers(GATEWAY, GATEWAY_ADDRESS, client, address, GATEWAY_ADDRESS, GATEWAY_ADDRESS);
            syn(client, address, 128, WINDOWS);
            syn(client, address, 128, WINDOWS);
        }
        for (int i = 0; i < 3; i++) {
            advertise(GATEWAY, "fe80::1", 1_800, PREFIX);
        }
        wait(Duration.ofSeconds(100));
        claim(GATEWAY, GATEWAY_ADDRESS);
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

    // ---- what happens ----

    void wait(Duration time) {
        now += time.toNanos();
    }

    Sighting.Frame frame(Mac from, Mac to, @Nullable Address sender, @Nullable Address receiver) {
        now += 1_000_000;
        return new Sighting.Frame(now, space, 0, vlan, from.bits(), to.bits(), sender, receiver);
    }

    void see(Sighting sighting) {
        sensor.see(sighting);
    }

    void tell(Mac from, String sender, Telling telling) {
        see(
                new Sighting.Told(
                        frame(from, EVERYBODY, Address.parse(sender), Address.parse("224.0.0.251")),
                        telling));
    }

    /// A client asks for the address.
    void asks(Mac mac, String address, @Nullable String hostName, @Nullable String vendorClass) {
        asks(mac, mac, address, hostName, vendorClass, null);
    }

    /// @param inside the hardware address in the message
    void asks(
            Mac mac,
            Mac inside,
            String address,
            @Nullable String hostName,
            @Nullable String vendorClass,
            Telling.@Nullable RelayPort port) {
        Address wanted = Address.parse(address);
        see(
                new Sighting.Told(
                        frame(mac, EVERYBODY, NOBODY, EVERY_ADDRESS),
                        new Telling.DhcpRequest(
                                inside.bits(),
                                3,
                                hostName,
                                vendorClass,
                                "1,3,6",
                                null,
                                wanted,
                                null,
                                port)));
    }

    static final Address EVERY_ADDRESS = Address.parse("255.255.255.255");

    /// A server offers an address, and confirms it.
    void answers(
            Mac server,
            String number,
            Mac client,
            String assigned,
            @Nullable String router,
            @Nullable String resolver) {
        answers(2, server, number, client, assigned, null, router, resolver);
        answers(5, server, number, client, assigned, null, router, resolver);
    }

    void answers(
            int type,
            Mac server,
            String number,
            Mac client,
            @Nullable String assigned,
            @Nullable String relay,
            @Nullable String router,
            @Nullable String resolver) {
        String sender = relay == null ? number : relay;
        see(
                new Sighting.Told(
                        frame(server, client, Address.parse(sender), EVERY_ADDRESS),
                        new Telling.DhcpReply(
                                client.bits(),
                                type,
                                Address.parse(number),
                                parse(assigned),
                                parse(relay),
                                parse(router),
                                parse(resolver),
                                3_600)));
    }

    private static @Nullable Address parse(@Nullable String address) {
        return address == null ? null : Address.parse(address);
    }

    void syn(Mac mac, String address, int timeToLive, Sighting.@Nullable Stack stack) {
        see(
                new Sighting.SynSent(
                        frame(mac, GATEWAY, Address.parse(address), WEB), timeToLive, stack));
    }

    void claim(Mac mac, String address) {
        Address claimed = Address.parse(address);
        see(
                new Sighting.AddressClaimed(
                        frame(mac, EVERYBODY, claimed, claimed),
                        mac.bits(),
                        claimed,
                        Manner.ANNOUNCES,
                        null,
                        false));
    }

    void advertise(Mac mac, String sender, int lifetimeSeconds, String... prefixes) {
        advertise(mac, sender, lifetimeSeconds, List.of(), prefixes);
    }

    void advertise(
            Mac mac,
            String sender,
            int lifetimeSeconds,
            List<Address> resolvers,
            String... prefixes) {
        List<Address> all = new ArrayList<>();
        for (String prefix : prefixes) {
            all.add(Address.parse(prefix));
        }
        see(
                new Sighting.RouterAdvertised(
                        frame(
                                mac,
                                Mac.parse("33:33:00:00:00:01"),
                                Address.parse(sender),
                                Address.parse("ff02::1")),
                        lifetimeSeconds,
                        mac.bits(),
                        all,
                        resolvers));
    }

    /// A bridge that thinks it is the root.
    void bridge(Mac port, int priority, Mac bridge) {
        long id = (long) priority << 48 | bridge.bits();
        see(
                new Sighting.BridgeSpoke(
                        frame(port, Mac.parse("01:80:c2:00:00:00"), null, null),
                        id,
                        id,
                        0,
                        2,
                        false));
    }

    void equipment(Mac mac, String name, String description, Capability... capabilities) {
        int bits = 0;
        for (Capability capability : capabilities) {
            bits |= 1 << capability.ordinal();
        }
        see(
                new Sighting.EquipmentSpoke(
                        frame(mac, Mac.parse("01:80:c2:00:00:0e"), null, null),
                        Sighting.EquipmentSpoke.Kind.LLDP,
                        new Sighting.Equipment(
                                name, description, mac.toString(), "eth0", bits, null)));
    }

    void announces(Mac mac, String address, String service) {
        tell(mac, address, new Telling.ServiceAnnounced(service, null, Protocol.SSDP));
    }

    void beacon(Mac bssid, String ssid) {
        see(
                new Sighting.NetworkOffered(
                        new Sighting.Frame(now, 0, 1, -1, 0, 0, null, null),
                        bssid.bits(),
                        ssid,
                        6,
                        Sighting.NetworkOffered.Security.WPA2,
                        false));
    }

    void stationHeard(Mac bssid, Mac station) {
        see(
                new Sighting.StationHeard(
                        new Sighting.Frame(now, 0, 1, -1, 0, 0, null, null),
                        bssid.bits(),
                        station.bits()));
    }

    /// A flow of which something was learnt.
    void flow(
            Mac mac,
            String source,
            Mac to,
            String destination,
            Protocol protocol,
            @Nullable String software) {
        flow(mac, source, to, destination, protocol, software, 3, null);
    }

    /// @param answers packets back
    /// @param end null while it goes on
    void flow(
            Mac mac,
            String source,
            Mac to,
            String destination,
            Protocol protocol,
            @Nullable String software,
            int answers,
            @Nullable EndReason end) {
        now += 1_000_000;
        var traffic = new FlowRecord.Traffic(now, now, 3, 300, answers, 100L * answers, 2, 18);
        FlowRecord.Names names =
                new FlowRecord.Names(
                        null, Basis.NONE, null, null, null, software, FlowRecord.Tls.NONE);
        sensor.flow(
                new FlowRecord(
                        new FlowRecord.Identity("test", now, 1, end),
                        new FlowRecord.Conversation(
                                space,
                                Address.parse(source),
                                40_000,
                                Address.parse(destination),
                                80,
                                6,
                                false,
                                0),
                        traffic,
                        traffic,
                        new Label(protocol, null, Category.WEB, Basis.SEEN, List.of()),
                        names,
                        new FlowRecord.Place(
                                "unnamed",
                                Population.UNKNOWN,
                                vlan,
                                0,
                                null,
                                mac.bits(),
                                to.bits(),
                                0,
                                0)));
    }

    // ---- what was made of it ----

    /// Rule and MAC of each case.
    Set<String> cases() {
        Set<String> cases = new LinkedHashSet<>();
        for (Alert alert : kept.alerts) {
            cases.add(alert.rule() + " " + alert.mac());
        }
        return cases;
    }

    Set<String> rules() {
        Set<String> rules = new LinkedHashSet<>();
        for (Alert alert : kept.alerts) {
            rules.add(alert.rule());
        }
        return rules;
    }
}
