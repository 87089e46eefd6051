package org.tapwarden.enforcer.snmp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.snmp.Act.Answer;
import org.tapwarden.enforcer.snmp.Act.Nothing;
import org.tapwarden.enforcer.snmp.Act.Said;

/// Asks all switches at once where a device is, and whether what was shut still is.
final class Finder {

    private final SnmpNetwork network;
    private final Locator locator;

    Finder(SnmpNetwork network, Locator locator) {
        this.network = network;
        this.locator = locator;
    }

    Map<Switch, Said<Survey>> survey(Act act, Set<Mac> sought) {
        Map<Switch, Act.Question<Survey>> questions = new LinkedHashMap<>();
        network.switches().forEach(at -> questions.put(at, talk -> Surveyor.survey(talk, sought)));
        return act.ask(questions);
    }

    /// A switch that does not answer could be where the device is. It is done without only where
    /// the sensor knows for each MAC of another switch, and that one has it.
    Placement.Decided place(Act act, Set<Mac> sought, Set<Mac> subject) {
        var surveys = new LinkedHashMap<Switch, Survey>();
        Optional<NoAnswer> silent = Optional.empty();
        for (Map.Entry<Switch, Said<Survey>> one : survey(act, sought).entrySet()) {
            switch (one.getValue()) {
                case Answer<Survey>(var survey) -> surveys.put(one.getKey(), survey);
                case Nothing<Survey>(var why) -> silent = silent.or(() -> Optional.of(why));
            }
        }
        if (silent.isPresent() && !sought.stream().allMatch(mac -> isKnownAt(surveys, mac))) {
            return new Placement.Decided(Map.of(), silent.map(NoAnswer::failed));
        }
        return Placement.of(surveys, sought, subject, network.mostMacs());
    }

    private boolean isKnownAt(Map<Switch, Survey> surveys, Mac mac) {
        Optional<String> at = locator.switchOf(mac);
        return surveys.entrySet().stream()
                .filter(one -> at.filter(one.getKey().name()::equals).isPresent())
                .flatMap(one -> one.getValue().ports().stream())
                .anyMatch(port -> port.macs().contains(mac));
    }

    /// @param down takes those that are down
    /// @return why it cannot be said of one
    Optional<NoAnswer> look(Act act, List<ShutPort> ports, List<ShutPort> down) {
        for (ShutPort port : ports) {
            if (network.switches().stream().noneMatch(at -> at.name().equals(port.at()))) {
                return Optional.of(Opener.notInSettings(port));
            }
        }
        Map<Switch, Act.Question<List<ShutPort>>> questions = new LinkedHashMap<>();
        for (Switch at : network.switches()) {
            List<ShutPort> there = ports.stream().filter(p -> p.at().equals(at.name())).toList();
            if (!there.isEmpty()) {
                questions.put(at, talk -> stillDown(talk, there));
            }
        }
        for (Said<List<ShutPort>> said : act.ask(questions).values()) {
            switch (said) {
                case Answer<List<ShutPort>>(var found) -> down.addAll(found);
                case Nothing<List<ShutPort>>(var why) -> {
                    return Optional.of(why);
                }
            }
        }
        return Optional.empty();
    }

    private static List<ShutPort> stillDown(Talk talk, List<ShutPort> ports) throws NoAnswer {
        var down = new ArrayList<ShutPort>();
        for (ShutPort port : ports) {
            if (Interfaces.isStillDown(talk, port)) {
                down.add(port);
            }
        }
        return down;
    }
}
