package org.tapwarden.appliance.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

/// What the sensor knows of where devices are, in the enforcer's words. What a switch says on the
/// device's own segment (LLDP, CDP) anchors nobody: the device could say it as well.
final class TapAnchors implements Anchors {

    /// Devices seen last that are looked through.
    private static final int LOOKED_THROUGH = 1_000;

    /// Whoever was at a port within this time shares it.
    private static final Duration SHARES = Duration.ofHours(1);

    private final Devices devices;

    TapAnchors(Devices devices) {
        this.devices = devices;
    }

    @Override
    public Set<Anchor> of(Subject subject) {
        Map<Anchor, Instant> own = anchors(subject.endpoint(), Instant.EPOCH);
        Optional<Device> device = devices.byEndpoint(subject.endpoint());
        if (own.isEmpty() || device.isEmpty()) {
            return Set.of();
        }
        Instant lately = device.orElseThrow().lastSeen().minus(SHARES);
        for (Device other : others(subject, lately)) {
            for (Anchor anchor : anchors(other.endpoint(), Instant.EPOCH).keySet()) {
                Instant since = own.get(anchor);
                if (since != null && shares(anchor, since, other)) {
                    own.remove(anchor);
                }
            }
        }
        return Set.copyOf(own.keySet());
    }

    /// Whether another had it at the same time. Who proved an account and was not seen any more
    /// when the subject proved it is the same machine under its MAC of before.
    private static boolean shares(Anchor anchor, Instant since, Device other) {
        return anchor.kind() != Kind.MACHINE_IDENTITY || other.lastSeen().isAfter(since);
    }

    @Override
    public List<Newcomer> since(Subject subject, Instant when) {
        Optional<Device> device = devices.byEndpoint(subject.endpoint());
        if (device.isEmpty()) {
            return List.of();
        }
        Set<Anchor> own = anchors(subject.endpoint(), Instant.EPOCH).keySet();
        List<Newcomer> newcomers = new ArrayList<>();
        for (Device other : others(subject, when)) {
            boolean isNew = !other.firstSeen().isBefore(when);
            // Whoever was at the port before the act is no newcomer there.
            Set<Anchor> anchors = anchors(other.endpoint(), isNew ? Instant.EPOCH : when).keySet();
            boolean alike =
                    isNew
                            && device.orElseThrow().lastSeen().isBefore(other.firstSeen())
                            && isAlike(device.orElseThrow(), other);
            if (newcomers.size() < MOST && (alike || !anchors.isEmpty())) {
                newcomers.add(
                        new Newcomer(
                                subject(other), anchors, isNew, isApproved(other, own), alike));
            }
        }
        return newcomers;
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

    /// Devices with a MAC in the subject's segment, seen since then.
    private List<Device> others(Subject subject, Instant since) {
        String segment = devices.byEndpoint(subject.endpoint()).map(Device::segment).orElse("");
        return devices.all(LOOKED_THROUGH).stream()
                .filter(d -> d.endpoint() != subject.endpoint() && d.segment().equals(segment))
                .filter(d -> !d.lastSeen().isBefore(since))
                .filter(d -> d.mac().filter(mac -> !subject.macs().contains(mac)).isPresent())
                .toList();
    }

    private boolean isAlike(Device device, Device other) {
        return (!device.hostName().isEmpty() && device.hostName().equals(other.hostName()))
                || devices.past().perhapsSame(other.endpoint()).stream()
                        .anyMatch(s -> s.endpoint() == device.endpoint());
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
