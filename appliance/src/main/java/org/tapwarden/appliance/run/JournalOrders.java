package org.tapwarden.appliance.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.order.Anchors;
import org.tapwarden.enforcer.order.Cases;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.radius.Sessions;

/// The sensor's journal in the enforcer's words.
final class JournalOrders implements Orders {

    private final SensorStore store;
    private final Sessions sessions;

    /// @param sessions what accounting knows of who is in
    JournalOrders(SensorStore store, Sessions sessions) {
        this.store = store;
        this.sessions = sessions;
    }

    @Override
    public List<Order> after(long number, int limit) {
        List<Order> orders = new ArrayList<>();
        for (SensorStore.Numbered row : store.askedAfter(number, limit)) {
            orders.add(order(row.number(), row.asked()));
        }
        return orders;
    }

    @Override
    public Map<String, String> protections() {
        return store.infrastructure();
    }

    @Override
    public Cases cases() {
        return new SensorCases(store);
    }

    @Override
    public Anchors anchors() {
        return new TapAnchors(store, sessions);
    }

    private Order order(long number, Asked asked) {
        Alert alert = asked.alert();
        List<String> doubts = new ArrayList<>(alert.speaksAgainst());
        alert.notObservable().forEach(n -> doubts.add("Not observable: " + n));
        return new Order(
                number,
                caseId(alert),
                alert.rule(),
                alert.clause(),
                alert.clauseSentence(),
                alert.title(),
                Severity.valueOf(alert.severity().toUpperCase(Locale.ROOT)),
                Step.valueOf(asked.measure().step().name()),
                Mode.valueOf(asked.measure().mode().name()),
                asked.measure().length(),
                subject(asked),
                new Place(
                        alert.segment(),
                        alert.site(),
                        alert.building(),
                        alert.vlan().isEmpty()
                                ? OptionalInt.empty()
                                : OptionalInt.of(Integer.parseInt(alert.vlan())),
                        port(alert),
                        asked.activeDevices()),
                Set.copyOf(alert.families()),
                alert.evidence(),
                doubts,
                alert.firstSeen(),
                alert.lastSeen(),
                Optional.empty(),
                asked.measure().destinations().stream()
                        .map(Destination::parse)
                        .collect(Collectors.toSet()));
    }

    /// Where it is plugged in by now, as whoever can be relied on most says.
    private Optional<String> port(Alert alert) {
        return alert.endpoint() == 0
                ? Optional.empty()
                : store.places(alert.endpoint()).stream().findFirst().map(PlaceText::words);
    }

    static String caseId(Alert alert) {
        return SensorCases.PREFIX + alert.id();
    }

    private static Subject subject(Asked asked) {
        Set<Mac> macs = new HashSet<>();
        asked.macs().forEach(m -> macs.add(Mac.parse(m)));
        Set<Address> addresses = new HashSet<>();
        asked.addresses().forEach(a -> addresses.add(Address.parse(a)));
        return new Subject(asked.alert().endpoint(), macs, addresses, asked.alert().maker());
    }
}
