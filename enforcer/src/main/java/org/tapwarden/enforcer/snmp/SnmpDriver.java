package org.tapwarden.enforcer.snmp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.snmp.Act.Nothing;
import org.tapwarden.enforcer.snmp.Act.Said;
import org.tapwarden.enforcer.snmp.ShutPort.State;

/// Shuts the access port at which a device is plugged in, by SNMPv3 (`ifAdminStatus`, RFC 2863).
///
/// Where the device is, and who else is there, the switches' own tables say at the time of the act;
/// {@link Placement} says when nothing is shut. Held is what the switch itself says is down, by
/// order and in fact; an answer that does not come is a failure, and what may have been done is
/// undone.
///
/// A switch does not let go by itself. So a port is in the record ({@link ShutPorts}) before it is
/// shut, and until the switch says that it is open: after kill -9 the next run opens what no lease
/// stands for. In this run a port that was not renewed in time is opened by a thread of our own.
/// While no run lives, it stays shut.
public final class SnmpDriver implements Driver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnmpDriver.class);

    /// All of it short of {@link org.tapwarden.enforcer.driver.Commands#PATIENCE}.
    private static final Duration HOLD = Duration.ofMillis(4_300);

    private static final Duration UNDO = Duration.ofMillis(500);
    private static final Duration RELEASE = Duration.ofMillis(2_500);

    /// A kill switch does not wait for a switch that is silent.
    private static final Duration RELEASE_ALL = Duration.ofMillis(800);

    private static final Duration REACH = Duration.ofMillis(2_500);
    private static final Duration PREPARE = Duration.ofSeconds(2);

    private static final long LOOK_EVERY_MILLIS = 500;

    private final Finder finder;
    private final ShutPorts record;
    private final Opener opener;
    private final ScheduledExecutorService opening;

    private final Turns turns = new Turns();

    /// By whoever's turn it is.
    private final Deadlines deadlines = new Deadlines();

    /// @throws IllegalArgumentException in one line, when the record cannot be read or written, or
    ///   is not ours
    public SnmpDriver(SnmpNetwork network, Locator locator) {
        this.finder = new Finder(network, locator);
        this.record = new ShutPorts(network.record());
        this.opener = new Opener(network.switches(), record);
        this.opening =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("shut-ports").daemon().factory());
        var _ =
                opening.scheduleWithFixedDelay(
                        () -> turns.tryInBackground(RELEASE, this::openWhatIsDue),
                        LOOK_EVERY_MILLIS,
                        LOOK_EVERY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public String name() {
        return "snmp";
    }

    @Override
    public Step step() {
        return Step.SHUT_PORT;
    }

    /// Asks each switch for a device that there is not: the first conversation of a process takes
    /// longer than later ones, and what is wrong with a switch is in the log before it is needed.
    @Override
    public void prepare() {
        try (Act act = begin(PREPARE, false)) {
            finder.survey(act, Set.of(Mac.UNKNOWN))
                    .values()
                    .forEach(said -> {
                        if (said instanceof Nothing<Survey>(var why)) {
                            LOG.warn("no port can be shut: {}", why.getMessage());
                        }
                    });
        } finally {
            turns.end();
        }
    }

    /// Asks the switches, which takes up to three seconds where one is silent.
    @Override
    public Reach reach(Subject subject) {
        Optional<Outcome> wrong = nobody(subject.macs());
        if (wrong.isPresent()) {
            return Reach.no(wrong.orElseThrow().reason(), wrong.orElseThrow().detail());
        }
        try (Act act = begin(REACH, true)) {
            Placement.Decided decided = finder.place(act, subject.macs(), subject.macs());
            return decided.refusal()
                    .map(why -> Reach.no(why.reason(), why.detail()))
                    .orElseGet(() -> Reach.yes("at " + decided.words()));
        } finally {
            turns.end();
        }
    }

    private static Optional<Outcome> nobody(Set<Mac> macs) {
        for (Mac mac : macs) {
            if (mac.isGroup() || mac.equals(Mac.UNKNOWN)) {
                return Optional.of(Outcome.refused(Reason.NO_MAC, mac + " is no single device"));
            }
        }
        return macs.isEmpty()
                ? Optional.of(Outcome.refused(Reason.NO_MAC, "no MAC of this device is known"))
                : Optional.empty();
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        Optional<Outcome> wrong = nobody(grant.subject().macs());
        if (wrong.isPresent()) {
            return wrong.orElseThrow();
        }
        try (Act act = begin(HOLD, true)) {
            return hold(act, grant, timeout);
        } catch (IOException e) {
            return notWritten(e);
        } finally {
            turns.end();
        }
    }

    private Outcome hold(Act act, Grant grant, Duration timeout) throws IOException {
        List<ShutPort> before = record.of(grant.leaseId());
        deadlines.renew(before, timeout);
        var down = new ArrayList<ShutPort>();
        Optional<NoAnswer> unknown = finder.look(act, before, down);
        if (unknown.isPresent()) {
            // It held before, and nobody says that it does not: it stays in the record.
            return unknown.orElseThrow().failed();
        }
        var sought = new LinkedHashSet<>(grant.subject().macs());
        down.forEach(port -> sought.removeAll(port.macs()));
        if (!before.isEmpty() && down.size() == before.size()) {
            return shut("still down: ", down.stream().map(ShutPort::words).toList());
        }
        // Somebody else has opened what was shut here; whoever is there now is looked at anew.
        var gone = new ArrayList<>(before);
        gone.removeAll(down);
        record.change(gone.stream().map(ShutPort::key).toList(), List.of());
        Placement.Decided decided = finder.place(act, sought, grant.subject().macs());
        if (decided.refusal().isPresent()) {
            return decided.refusal().orElseThrow();
        }
        return shut(act, grant, timeout, decided);
    }

    private Outcome shut(Act act, Grant grant, Duration timeout, Placement.Decided decided)
            throws IOException {
        var entries = new ArrayList<ShutPort>();
        decided.ports()
                .forEach((at, ports) ->
                        ports.forEach(port -> entries.add(entry(grant, timeout, at, port))));
        if (!record.hasRoomFor(entries)) {
            return Outcome.failed(
                    Reason.PORT_RECORD_FAILED,
                    "as many ports are shut as may be: " + ShutPorts.MOST);
        }
        record.change(List.of(), entries);
        deadlines.renew(entries, timeout);
        Map<Switch, Act.Question<Boolean>> questions = new LinkedHashMap<>();
        decided.ports()
                .forEach((at, ports) -> questions.put(at, talk -> Interfaces.shut(talk, ports)));
        for (Said<Boolean> said : act.ask(questions).values()) {
            if (said instanceof Nothing<Boolean>(var why)) {
                return undone(why, entries);
            }
        }
        return shut("shut: ", List.of(decided.words()));
    }

    private static ShutPort entry(Grant grant, Duration timeout, Switch at, Port port) {
        Set<Mac> macs = new HashSet<>(port.macs());
        macs.retainAll(grant.subject().macs());
        return new ShutPort(
                at.name(),
                port.index(),
                port.name(),
                State.SHUT,
                Instant.now().plus(timeout).truncatedTo(ChronoUnit.SECONDS),
                timeout,
                macs,
                grant.leaseId(),
                grant.caseId());
    }

    private static Outcome shut(String how, List<String> where) {
        return Outcome.unconfirmed(Reason.PORT_SHUT, how + String.join("; ", where));
    }

    /// What could not be done leaves nothing behind. A switch that answers is asked to undo it now;
    /// one that does not, again and again by {@link #openWhatIsDue}.
    private Outcome undone(NoAnswer why, List<ShutPort> entries) throws IOException {
        boolean answers =
                why.isRefusal() || why.reason() == Reason.PORT_STILL_UP || entries.size() > 1;
        boolean open = false;
        try (Act undo = new Act(answers ? UNDO : Duration.ZERO)) {
            open = opener.open(undo, entries, false).isEmpty();
        }
        return open
                ? why.failed()
                : Outcome.failed(
                        why.reason(),
                        why.getMessage() + "; it is opened as soon as the switch answers");
    }

    @Override
    public Outcome release(Grant grant) {
        try (Act act = begin(RELEASE, true)) {
            List<ShutPort> ports = record.of(grant.leaseId());
            return opened(act, ports.isEmpty() ? record.of(grant.subject().macs()) : ports, true);
        } finally {
            turns.end();
        }
    }

    @Override
    public Outcome releaseAll() {
        try (Act act = begin(RELEASE_ALL, false)) {
            return opened(act, record.all(), false);
        } finally {
            turns.end();
        }
    }

    private Outcome opened(Act act, List<ShutPort> ports, boolean patiently) {
        try {
            List<NoAnswer> why = opener.open(act, ports, patiently);
            return why.isEmpty()
                    ? Outcome.unconfirmed(Reason.RELEASED, ports.size() + " ports may be up again")
                    : why.getFirst().failed();
        } catch (IOException e) {
            return notWritten(e);
        }
    }

    private static Outcome notWritten(IOException e) {
        return Outcome.failed(
                Reason.PORT_RECORD_FAILED, "what is shut cannot be written down: " + e);
    }

    /// Opens what is to be opened and what nobody renewed.
    private void openWhatIsDue(Act act) {
        List<ShutPort> due = deadlines.due(record.all());
        try {
            for (NoAnswer why : opener.open(act, due, true)) {
                LOG.warn("a port is not open yet, it is tried again: {}", why.getMessage());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("ports that are to be opened could not be", e);
        }
    }

    private Act begin(Duration most, boolean yields) {
        Act act = turns.begin(most, yields);
        deadlines.begin(record.all());
        return act;
    }

    @Override
    public void giveWay() {
        turns.giveWay();
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        var held = new HashMap<Mac, String>();
        for (ShutPort port : record.all()) {
            if (port.state() == State.SHUT) {
                port.macs().forEach(mac -> held.put(mac, port.caseId()));
            }
        }
        return Optional.of(held);
    }

    /// Ends the thread that opens; what is shut stays shut, and in the record.
    @Override
    public void close() {
        opening.shutdown();
        turns.giveUpBackground();
    }
}
