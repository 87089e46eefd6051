package org.tapwarden.appliance.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.place.Place;
import org.tapwarden.enforcer.order.Anchors;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.radius.Sessions;

/// What the sensor knows of where devices are, in the enforcer's words. What a switch says on the
/// device's own segment (LLDP, CDP) anchors nobody: the device could say it as well.
final class TapAnchors implements Anchors {

    /// Devices seen last that are looked through.
    private static final int LOOKED_THROUGH = 1_000;

    /// Whoever was at a port within this time shares it.
    private static final Duration SHARES = Duration.ofHours(1);

    /// Whoever asks for an address has one by then (RFC 2131, section 4.1: the first wait is of
    /// four seconds).
    private static final Duration ASKS_WITHIN = Duration.ofSeconds(10);

    private final Devices devices;
    private final Sessions sessions;

    /// @param sessions what accounting knows of who is in
    TapAnchors(Devices devices, Sessions sessions) {
        this.devices = devices;
        this.sessions = sessions;
    }

    @Override
    public Set<Anchor> of(Subject subject, Instant when) {
        Map<Anchor, Instant> own = anchors(subject.endpoint(), Instant.EPOCH);
        Optional<Device> found = devices.byEndpoint(subject.endpoint());
        if (own.isEmpty() || found.isEmpty()) {
            return Set.of();
        }
        Device device = found.orElseThrow();
        Instant lately = device.lastSeen().minus(SHARES);
        Set<Anchor> alone = new HashSet<>();
        own.forEach((anchor, since) -> {
            boolean shared =
                    at(anchor).stream()
                            .filter(o -> isOther(o, subject) && !isNew(o, when))
                            .filter(o -> !o.lastSeen().isBefore(lately))
                            .filter(o -> o.segment().equals(device.segment()))
                            .anyMatch(o -> shares(anchor, since, o) && has(o, anchor));
            if (!shared) {
                alone.add(anchor);
            }
        });
        return alone;
    }

    /// Whether another had it at the same time. Who proved an account and was not seen any more
    /// when the subject proved it is the same machine under its MAC of before.
    private static boolean shares(Anchor anchor, Instant since, Device other) {
        return anchor.kind() != Kind.MACHINE_IDENTITY || other.lastSeen().isAfter(since);
    }

    @Override
    public List<Newcomer> since(Subject subject, Set<Anchor> held, Instant when) {
        Optional<Device> found = devices.byEndpoint(subject.endpoint());
        if (found.isEmpty()) {
            return List.of();
        }
        Device device = found.orElseThrow();
        Map<Device, Set<Anchor>> sharing = new LinkedHashMap<>();
        for (Anchor anchor : held) {
            for (Device other : newAt(anchor, device, subject, when)) {
                sharing.computeIfAbsent(other, _ -> new HashSet<>()).add(anchor);
            }
        }
        if (held.isEmpty() || Anchors.onlyByLease(held)) {
            devices.all(LOOKED_THROUGH).stream()
                    .filter(o -> isOther(o, subject) && o.segment().equals(device.segment()))
                    .filter(o -> isNew(o, when))
                    .filter(o -> held.isEmpty() ? isAlike(device, o) : isUnleased(o))
                    .forEach(o -> sharing.putIfAbsent(o, Set.of()));
        }
        List<Newcomer> newcomers = new ArrayList<>();
        sharing.forEach(
                (other, shared) -> newcomers.add(newcomer(other, shared, device, held, when)));
        held.forEach(anchor -> newcomers.addAll(unseenAt(anchor, subject, when)));
        return newcomers.size() <= MOST ? newcomers : newcomers.subList(0, MOST);
    }

    /// Whom a switch let in at a port or by an account, and who is no device of the sensor's yet:
    /// one that goes on under its old address looks on the wire like the device that has the
    /// address, and one that asks nobody for anything is noticed by its first flows only, which
    /// takes seconds.
    private List<Newcomer> unseenAt(Anchor anchor, Subject subject, Instant when) {
        Set<Mac> letIn =
                switch (anchor.kind()) {
                    case SWITCH_PORT -> sessions.at(anchor.value(), when);
                    case MACHINE_IDENTITY -> sessions.under(anchor.value(), when);
                    case OPTION_82 -> Set.of();
                };
        return letIn.stream()
                .filter(mac -> !subject.macs().contains(mac) && devices.byMac(mac).isEmpty())
                .map(mac ->
                        Newcomer.at(
                                Set.of(anchor),
                                new Subject(0, Set.of(mac), Set.of(), ""),
                                devices.standing(mac) == Standing.APPROVED))
                .toList();
    }

    private Newcomer newcomer(
            Device other, Set<Anchor> sharing, Device device, Set<Anchor> held, Instant when) {
        return new Newcomer(
                subject(other),
                sharing,
                isNew(other, when),
                isApproved(other, held),
                isNew(other, when) && isAlike(device, other),
                isUnleased(other));
    }

    private static boolean isNew(Device other, Instant when) {
        return !other.firstSeen().isBefore(when);
    }

    /// Who came to an anchor since. The segment is not asked for, since a device chooses its tags,
    /// unless somebody else was at the port before in that other segment, as a telephone: then it
    /// cannot be told which of the two has another MAC now.
    private List<Device> newAt(Anchor anchor, Device device, Subject subject, Instant when) {
        List<Device> there = at(anchor).stream().filter(o -> isOther(o, subject)).toList();
        Set<String> taken = new HashSet<>();
        for (Device other : there) {
            if (anchor.kind() != Kind.MACHINE_IDENTITY
                    && !other.lastSeen().isBefore(when.minus(SHARES))
                    && !other.segment().equals(device.segment())
                    && !isNew(other, when)
                    && has(other, anchor)) {
                taken.add(other.segment());
            }
        }
        // Whoever was at the port before the act is no newcomer there.
        return there.stream()
                .filter(o -> !o.lastSeen().isBefore(when) && !taken.contains(o.segment()))
                .filter(o ->
                        anchors(o.endpoint(), isNew(o, when) ? Instant.EPOCH : when)
                                .containsKey(anchor))
                .toList();
    }

    private boolean has(Device device, Anchor anchor) {
        return anchors(device.endpoint(), Instant.EPOCH).containsKey(anchor);
    }

    /// Who ever was there, as far as it is known.
    private List<Device> at(Anchor anchor) {
        String value = anchor.value();
        if (anchor.kind() == Kind.MACHINE_IDENTITY) {
            return devices.provedAs(value);
        }
        // Names of switches and of ports may have spaces, too.
        List<Device> found = new ArrayList<>();
        for (int end = value.indexOf(' '); end > 0; end = value.indexOf(' ', end + 1)) {
            found.addAll(devices.toldAt(value.substring(0, end), value.substring(end + 1)));
        }
        return found;
    }

    private static boolean isOther(Device device, Subject subject) {
        return device.endpoint() != subject.endpoint()
                && device.mac().filter(mac -> !subject.macs().contains(mac)).isPresent();
    }

    /// Who is approved for nothing but that it proved to be the subject's own machine is no other
    /// device that has to be spared.
    private boolean isApproved(Device other, Set<Anchor> own) {
        if (other.standing() != Standing.APPROVED) {
            return false;
        }
        boolean byProofAlone =
                devices.byEndpoint(other.endpoint())
                        .flatMap(Device::asset)
                        .filter(asset -> asset.source().equals(Devices.PROVED_ITSELF))
                        .isPresent();
        return !byProofAlone
                || anchors(other.endpoint(), Instant.EPOCH).keySet().stream()
                        .noneMatch(a -> a.kind() == Kind.MACHINE_IDENTITY && own.contains(a));
    }

    private boolean isAlike(Device device, Device other) {
        if (!device.lastSeen().isBefore(other.firstSeen())) {
            return false; // both were there at one time
        }
        return (!device.hostName().isEmpty() && device.hostName().equals(other.hostName()))
                || devices.past().perhapsSame(other.endpoint()).stream()
                        .anyMatch(s -> s.endpoint() == device.endpoint());
    }

    /// Whether it has had time to ask for an address, and uses one that was not given to it.
    private boolean isUnleased(Device device) {
        Instant now = Instant.now();
        if (device.firstSeen().isAfter(now.minus(ASKS_WITHIN))) {
            return false;
        }
        List<Past.Fact> addresses =
                devices.past().asOf(device.endpoint(), now).map(Past.Then::facts).stream()
                        .flatMap(List::stream)
                        .filter(fact -> fact.fact().equals(Binding.ADDRESS))
                        .filter(fact -> isChosen(Address.parse(fact.value())))
                        .toList();
        return !addresses.isEmpty()
                && addresses.stream().noneMatch(fact -> fact.source().equals("dhcp"));
    }

    /// An address of IPv6, and one of a link alone, a device makes itself (RFC 4862, RFC 3927).
    private static boolean isChosen(Address address) {
        return address.isIpv4() && !address.isLinkLocal();
    }

    /// @param since what was told before does not count
    /// @return since when each holds
    private Map<Anchor, Instant> anchors(long endpoint, Instant since) {
        Map<Anchor, Instant> anchors = new HashMap<>();
        for (Place place : devices.places(endpoint)) {
            if (place.atMillis() >= since.toEpochMilli()) {
                anchor(place)
                        .ifPresent(a -> anchors.put(a, Instant.ofEpochMilli(place.atMillis())));
            }
        }
        Optional<Past.Then> now = devices.past().asOf(endpoint, Instant.now());
        for (Past.Fact fact : now.map(Past.Then::facts).orElse(List.of())) {
            if (fact.fact().equals(Binding.AUTHENTICATED) && !fact.since().isBefore(since)) {
                String account = fact.value().toLowerCase(Locale.ROOT);
                anchors.put(new Anchor(Kind.MACHINE_IDENTITY, account), fact.since());
            }
        }
        return anchors;
    }

    private static Optional<Anchor> anchor(Place place) {
        return switch (place.source()) {
            case SNMP, RADIUS ->
                    place.port().isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new Anchor(
                                            Kind.SWITCH_PORT, place.device() + " " + place.port()));
            case OPTION_82 ->
                    Optional.of(new Anchor(Kind.OPTION_82, place.device() + " " + place.port()));
            case LLDP, CDP -> Optional.empty();
        };
    }

    private static Subject subject(Device device) {
        Set<Address> addresses = new HashSet<>();
        device.addresses().stream()
                .limit(Subject.MOST_ADDRESSES)
                .forEach(a -> addresses.add(Address.parse(a)));
        Set<Mac> macs = device.mac().map(Set::of).orElse(Set.of());
        return new Subject(device.endpoint(), macs, addresses, device.maker());
    }
}
