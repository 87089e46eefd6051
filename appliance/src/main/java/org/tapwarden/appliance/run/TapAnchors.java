package org.tapwarden.appliance.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.Past;
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

    private static final String PROVED_BY = "802.1x";

    private final Devices devices;

    TapAnchors(Devices devices) {
        this.devices = devices;
    }

    @Override
    public Set<Anchor> of(Subject subject) {
        Set<Anchor> own = anchors(subject.endpoint(), Instant.EPOCH);
        Optional<Device> device = devices.byEndpoint(subject.endpoint());
        if (own.isEmpty() || device.isEmpty()) {
            return Set.of();
        }
        Instant lately = device.orElseThrow().lastSeen().minus(SHARES);
        for (Device other : others(subject, lately)) {
            own.removeAll(anchors(other.endpoint(), Instant.EPOCH));
        }
        return own;
    }

    @Override
    public List<Newcomer> since(Subject subject, Instant when) {
        Optional<Device> device = devices.byEndpoint(subject.endpoint());
        if (device.isEmpty()) {
            return List.of();
        }
        Set<Anchor> own = anchors(subject.endpoint(), Instant.EPOCH);
        List<Newcomer> newcomers = new ArrayList<>();
        for (Device other : others(subject, when)) {
            boolean isNew = !other.firstSeen().isBefore(when);
            // Whoever was at the port before the act is no newcomer there.
            Set<Anchor> anchors = anchors(other.endpoint(), isNew ? Instant.EPOCH : when);
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
        boolean isItself =
                other.asset().filter(a -> a.source().equals(Devices.PROVED_ITSELF)).isPresent()
                        && anchors(other.endpoint(), Instant.EPOCH).stream()
                                .anyMatch(
                                        a -> a.kind() == Kind.MACHINE_IDENTITY && own.contains(a));
        return other.standing() == Standing.APPROVED && !isItself;
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
    private Set<Anchor> anchors(long endpoint, Instant since) {
        Set<Anchor> anchors = new HashSet<>();
        for (Place place : devices.places(endpoint)) {
            if (place.atMillis() >= since.toEpochMilli()) {
                anchor(place).ifPresent(anchors::add);
            }
        }
        Optional<Past.Then> now = devices.past().asOf(endpoint, Instant.now());
        for (Past.Fact fact : now.map(Past.Then::facts).orElse(List.of())) {
            if (fact.source().equals(PROVED_BY) && !fact.since().isBefore(since)) {
                anchors.add(new Anchor(Kind.MACHINE_IDENTITY, fact.value()));
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
