package org.tapwarden.enforcer.snmp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.snmp.Act.Answer;
import org.tapwarden.enforcer.snmp.Act.Nothing;
import org.tapwarden.enforcer.snmp.ShutPort.State;

/// Opens ports that were shut here: first it is written down that they are to be opened, last that
/// they are, so that whatever happens in between is done again. Guarded by its owner.
final class Opener {

    /// How long a switch that did not answer is left alone.
    static final Duration AGAIN = Duration.ofSeconds(5);

    private final List<Switch> switches;
    private final ShutPorts record;

    /// When a switch last did not answer, in nanoseconds of this run.
    private final Map<String, Long> silent = new HashMap<>();

    Opener(List<Switch> switches, ShutPorts record) {
        this.switches = switches;
        this.record = record;
    }

    /// @param patiently whether a switch that has just not answered is left alone
    /// @return why some are not open, one for each switch or port
    /// @throws IOException when it cannot be written down
    List<NoAnswer> open(Act act, Collection<ShutPort> ports, boolean patiently) throws IOException {
        record.change(List.of(), ports.stream().map(ShutPort::opening).toList());
        var why = new ArrayList<NoAnswer>();
        Map<Switch, List<ShutPort>> bySwitch = new LinkedHashMap<>();
        for (ShutPort port : ports) {
            Optional<Switch> at = named(port.at());
            if (at.isPresent()) {
                bySwitch.computeIfAbsent(at.orElseThrow(), _ -> new ArrayList<>()).add(port);
            } else {
                why.add(notInSettings(port));
            }
        }
        Map<Switch, Act.Question<List<NoAnswer>>> questions = new HashMap<>();
        List<ShutPort.Key> opened = Collections.synchronizedList(new ArrayList<>());
        bySwitch.forEach((at, all) -> {
            if (patiently && isSilent(at)) {
                why.add(new NoAnswer(Reason.SWITCH_SILENT, at + ": did not answer a moment ago"));
            } else {
                questions.put(at, talk -> openAll(talk, all, opened));
            }
        });
        act.ask(questions)
                .forEach((at, said) -> {
                    switch (said) {
                        case Answer<List<NoAnswer>>(var failures) -> {
                            silent.remove(at.name());
                            why.addAll(failures);
                        }
                        case Nothing<List<NoAnswer>>(var reason) -> {
                            if (reason.reason() != Reason.SWITCH_GIVEN_UP) {
                                silent.put(at.name(), System.nanoTime());
                            }
                            why.add(reason);
                        }
                    }
                });
        synchronized (opened) {
            // What was shut anew meanwhile is another entry.
            record.change(
                    opened.stream()
                            .filter(key ->
                                    record.of(key)
                                            .filter(now -> now.state() == State.OPENING)
                                            .isPresent())
                            .toList(),
                    List.of());
        }
        return why;
    }

    /// One that cannot be opened keeps no other shut; a switch that is silent is asked no more.
    private static List<NoAnswer> openAll(
            Talk talk, List<ShutPort> ports, List<ShutPort.Key> opened) throws NoAnswer {
        var failures = new ArrayList<NoAnswer>();
        for (ShutPort port : ports) {
            try {
                var _ = Interfaces.open(talk, port);
                opened.add(port.key());
            } catch (NoAnswer e) {
                if (!e.isRefusal()
                        && e.reason() != Reason.PORT_NOT_FOUND
                        && e.reason() != Reason.PORT_STILL_DOWN) {
                    throw e;
                }
                failures.add(e);
            }
        }
        return failures;
    }

    static NoAnswer notInSettings(ShutPort port) {
        return new NoAnswer(
                Reason.SWITCH_NOT_IN_SETTINGS,
                port.words() + " is shut, and the settings name no such switch");
    }

    private boolean isSilent(Switch at) {
        Long since = silent.get(at.name());
        return since != null && System.nanoTime() - since < AGAIN.toNanos();
    }

    Optional<Switch> named(String name) {
        return switches.stream().filter(at -> at.name().equals(name)).findFirst();
    }
}
