package org.tapwarden.enforcer.snmp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Decides which ports are shut for a subject, or why none is. Pure: what the switches said goes
/// in.
///
/// A port that leads to another switch shows all that is behind that one, so it is no place. What
/// is left must be one port for each MAC, an access port, with nobody behind it but the subject.
/// All or none: where one MAC cannot be placed, nothing is shut.
final class Placement {

    /// Shown by name of whom a port would hit as well.
    private static final int MOST_NAMED = 8;

    /// `ethernetCsmacd`, and what old switches say for it (IANAifType-MIB). Not a group of ports,
    /// not a VLAN.
    private static final Set<Integer> CABLES = Set.of(6, 62, 69, 117);

    /// Which ports, by switch.
    ///
    /// @param refusal present when none is shut
    record Decided(Map<Switch, List<Port>> ports, Optional<Outcome> refusal) {

        String words() {
            var words = new ArrayList<String>();
            ports.forEach((at, all) -> all.forEach(p -> words.add(at + ", " + p.words())));
            return String.join("; ", words);
        }
    }

    private record Seen(Switch at, Port port) {

        boolean isNever() {
            return at.never().contains(port.name());
        }

        String words() {
            return at + ", " + port.words();
        }
    }

    private final Map<Switch, Survey> surveys;
    private final Set<Mac> subject;
    private final int mostMacs;

    private Placement(Map<Switch, Survey> surveys, Set<Mac> subject, int mostMacs) {
        this.surveys = surveys;
        this.subject = subject;
        this.mostMacs = mostMacs;
    }

    /// @param sought the MACs to be placed
    /// @param subject all MACs of the device
    /// @param mostMacs a port with more leads to another switch
    static Decided of(
            Map<Switch, Survey> surveys, Set<Mac> sought, Set<Mac> subject, int mostMacs) {
        return new Placement(surveys, subject, mostMacs).decide(sought);
    }

    private Decided decide(Set<Mac> sought) {
        var ports = new LinkedHashMap<Switch, List<Port>>();
        for (Mac mac : sought) {
            List<Seen> everywhere = new ArrayList<>();
            surveys.forEach((at, survey) ->
                    survey.ports().stream()
                            .filter(port -> port.macs().contains(mac))
                            .forEach(port -> everywhere.add(new Seen(at, port))));
            List<Seen> places =
                    everywhere.stream()
                            .filter(seen -> !seen.isNever() && uplink(seen).isEmpty())
                            .toList();
            if (places.size() != 1) {
                return refused(unplaced(mac, everywhere, places));
            }
            Seen place = places.getFirst();
            Optional<Outcome> refusal = refusal(place);
            if (refusal.isPresent()) {
                return refused(refusal.orElseThrow());
            }
            List<Port> there = ports.computeIfAbsent(place.at(), _ -> new ArrayList<>());
            if (!there.contains(place.port())) {
                there.add(place.port());
            }
        }
        return new Decided(ports, Optional.empty());
    }

    private static Decided refused(Outcome outcome) {
        return new Decided(Map.of(), Optional.of(outcome));
    }

    private Outcome unplaced(Mac mac, List<Seen> everywhere, List<Seen> places) {
        if (everywhere.isEmpty()) {
            return Outcome.refused(
                    Reason.PORT_NOT_FOUND, "no switch has seen " + mac + " of late at any port");
        }
        Optional<Seen> never = everywhere.stream().filter(Seen::isNever).findFirst();
        if (places.isEmpty() && never.isPresent()) {
            return Outcome.refused(
                    Reason.PORT_NEVER,
                    never.orElseThrow().words()
                            + ": the settings say that it is never shut; it would hit "
                            + others(everywhere));
        }
        if (places.isEmpty()) {
            return Outcome.refused(
                    Reason.PORT_OF_SWITCH,
                    mac
                            + " is seen only behind what leads to others: "
                            + everywhere.stream()
                                    .map(s -> s.words() + ", " + uplink(s).orElse(""))
                                    .collect(Collectors.joining("; "))
                            + "; shutting one would hit "
                            + others(everywhere));
        }
        return Outcome.refused(
                Reason.PORT_AMBIGUOUS,
                mac
                        + " is seen at several ports: "
                        + places.stream().map(Seen::words).collect(Collectors.joining("; "))
                        + "; name those that lead to switches in 'never'");
    }

    /// Why the port leads to another switch; empty when nothing says so.
    private Optional<String> uplink(Seen seen) {
        Port port = seen.port();
        for (Neighbour neighbour : port.neighbours()) {
            if (neighbour.isSwitch() && !neighbour.isPhone() && !neighbour.isAccessPoint()) {
                return Optional.of(
                        "where a switch or router says that it is (" + neighbour.called() + ")");
            }
        }
        if (port.leadsUp()) {
            return Optional.of("where the spanning tree has another bridge");
        }
        if (port.taggedVlans() > 1) {
            return Optional.of("a trunk of " + port.taggedVlans() + " tagged VLANs");
        }
        if (port.macs().size() > mostMacs) {
            return Optional.of("with " + port.macs().size() + " devices behind it");
        }
        for (Map.Entry<Switch, Survey> other : surveys.entrySet()) {
            boolean there = other.getValue().own().stream().anyMatch(port.macs()::contains);
            if (there && !other.getKey().equals(seen.at())) {
                return Optional.of("behind which is " + other.getKey());
            }
        }
        return Optional.empty();
    }

    /// Why this port is not shut, though the subject is there and nowhere else.
    private Optional<Outcome> refusal(Seen seen) {
        Port port = seen.port();
        for (Neighbour neighbour : port.neighbours()) {
            if (neighbour.isPhone()) {
                return no(Reason.PORT_OF_PHONE, seen, "a telephone is there, " + called(neighbour));
            }
            if (neighbour.isAccessPoint()) {
                return no(
                        Reason.PORT_OF_ACCESS_POINT,
                        seen,
                        "an access point is there, " + called(neighbour));
            }
        }
        Set<Mac> others = new TreeSet<>(Comparator.comparingLong(Mac::bits));
        others.addAll(port.macs());
        others.removeAll(subject);
        if (!others.isEmpty()) {
            return no(Reason.PORT_SHARED, seen, "it would hit as well " + named(others));
        }
        if (port.index() <= 0 || port.name().isEmpty()) {
            return no(Reason.PORT_NOT_FOUND, seen, "the switch names no interface of it");
        }
        if (!CABLES.contains(port.type())) {
            return no(
                    Reason.PORT_OF_SWITCH,
                    seen,
                    "it is no single cable (interface type " + port.type() + ")");
        }
        return port.admin() == Port.UP
                ? Optional.empty()
                : no(
                        Reason.PORT_DOWN_BEFORE,
                        seen,
                        "somebody else has shut it, or put it to a test");
    }

    private static Optional<Outcome> no(Reason reason, Seen seen, String why) {
        return Optional.of(Outcome.refused(reason, seen.words() + ": " + why));
    }

    private static String called(Neighbour neighbour) {
        return neighbour.called().isEmpty() ? "without a name" : neighbour.called();
    }

    private String others(List<Seen> seen) {
        Set<Mac> others = new TreeSet<>(Comparator.comparingLong(Mac::bits));
        seen.forEach(one -> others.addAll(one.port().macs()));
        others.removeAll(subject);
        return others.isEmpty() ? "whoever is silent there" : named(others);
    }

    private static String named(Set<Mac> macs) {
        String named =
                macs.stream()
                        .limit(MOST_NAMED)
                        .map(Mac::toString)
                        .collect(Collectors.joining(", "));
        return macs.size() > MOST_NAMED
                ? named + " and " + (macs.size() - MOST_NAMED) + " more"
                : named;
    }
}
