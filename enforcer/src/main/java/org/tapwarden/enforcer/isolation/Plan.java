package org.tapwarden.enforcer.isolation;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.isolation.IsolationSettings.Subnet;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Subject;

/// Whom a device and its gateways have to be told about, or why nobody may be.
sealed interface Plan {

    /// @param words where it acts
    record Possible(Set<Tie> ties, String words) implements Plan {}

    /// @param words why not, for people
    record Impossible(Reason reason, String words) implements Plan {}

    /// Of this machine, as asked now.
    ///
    /// @param neighbours who is known on an interface
    /// @param forwards whether it would pass on what comes to it
    /// @param mac the interface's own
    record Here(
            Neighbours neighbours,
            Predicate<String> isUp,
            Predicate<String> forwards,
            ToLongFunction<String> mac) {}

    static Plan of(Subject subject, List<Subnet> optedIn, Here here) {
        if (subject.macs().isEmpty()) {
            return new Impossible(Reason.NO_MAC, "no MAC of this device is known");
        }
        for (Mac mac : subject.macs()) {
            if (mac.isGroup() || mac.equals(Mac.UNKNOWN)) {
                return new Impossible(Reason.NO_MAC, mac + " is no single device");
            }
        }
        var devices = new LinkedHashSet<String>();
        for (Subnet subnet : optedIn) {
            if (subject.addresses().stream().anyMatch(subnet.prefix()::contains)) {
                devices.add(subnet.device());
            }
        }
        if (devices.isEmpty()) {
            return new Impossible(
                    Reason.NOT_OPTED_IN,
                    "no address of this device is in a subnet that opted in to isolation");
        }
        var known = new HashMap<String, Map<Address, Mac>>();
        var ties = new LinkedHashSet<Tie>();
        var prefixes = new LinkedHashSet<String>();
        for (Subnet subnet : optedIn) {
            // A link-local address says of no subnet where it is; the other addresses do.
            boolean sameWire = devices.contains(subnet.device());
            for (Address address : subject.addresses()) {
                boolean inIt =
                        subnet.prefix().contains(address)
                                || (sameWire
                                        && address.isLinkLocal()
                                        && !address.isIpv4()
                                        && !subnet.prefix().network().isIpv4());
                if (inIt) {
                    Map<Address, Mac> neighbours =
                            known.computeIfAbsent(subnet.device(), here.neighbours()::on);
                    Optional<Impossible> why =
                            add(subject, address, subnet, here, neighbours, ties);
                    if (why.isPresent()) {
                        return why.orElseThrow();
                    }
                    prefixes.add(subnet.prefix().toString());
                }
            }
        }
        return new Possible(ties, "told on " + String.join(", ", prefixes) + " that it is here");
    }

    private static Optional<Impossible> add(
            Subject subject,
            Address address,
            Subnet subnet,
            Here here,
            Map<Address, Mac> known,
            Set<Tie> ties) {
        String device = subnet.device();
        if (!here.isUp().test(device)) {
            return no(Reason.NOT_IN_PATH, "the interface " + device + " is down");
        }
        if (here.forwards().test(device)) {
            return no(
                    Reason.NOT_IN_PATH,
                    "this machine forwards on " + device + ", so all would go on as before");
        }
        Optional<Mac> gateway =
                subnet.gatewayMac()
                        .or(() ->
                                subnet.gateways().stream()
                                        .filter(known::containsKey)
                                        .map(known::get)
                                        .findFirst());
        if (gateway.isEmpty()) {
            return no(
                    Reason.GATEWAY_UNKNOWN,
                    "the MAC of the gateway of " + subnet.prefix() + " is not known");
        }
        Optional<Mac> victim = macOf(subject, Optional.ofNullable(known.get(address)));
        if (victim.isEmpty()) {
            return no(
                    Reason.NO_MAC, "at which MAC of this device " + address + " is, is not known");
        }
        Mac mac = victim.orElseThrow();
        if (mac.equals(gateway.orElseThrow())
                || mac.bits() == here.mac().applyAsLong(device)
                || subnet.gateways().contains(address)) {
            return no(Reason.PROTECTED, mac + " is the gateway, or this appliance itself");
        }
        for (Address one : subnet.gateways()) {
            ties.add(new Tie(device, mac, address, gateway.orElseThrow(), one));
        }
        return Optional.empty();
    }

    /// With several MACs only the neighbour table says which has the address.
    private static Optional<Mac> macOf(Subject subject, Optional<Mac> neighbour) {
        return subject.macs().size() == 1
                ? Optional.of(subject.macs().iterator().next())
                : neighbour.filter(subject.macs()::contains);
    }

    private static Optional<Impossible> no(Reason reason, String words) {
        return Optional.of(new Impossible(reason, words));
    }
}
