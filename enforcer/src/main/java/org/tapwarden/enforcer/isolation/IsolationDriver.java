package org.tapwarden.enforcer.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.ring.FrameSender;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// Quarantine by what a device and its gateway believe: each is told every half second that the
/// other is here, where nothing is passed on. Only in subnets that opted in, and the last resort:
/// it stops the way to the gateway and nothing else, and a switch that inspects ARP stops it.
///
/// Undone by telling both the truth. A dead appliance tells nothing: both find out by themselves,
/// Linux within a minute, a router with a long ARP timeout only after that; what was told is on the
/// disk, and the next start tells the truth.
public final class IsolationDriver implements Driver, AutoCloseable {

    static final int MOST_LEASES = 64;
    static final int MOST_TIES = 512;

    private static final Logger LOG = LoggerFactory.getLogger(IsolationDriver.class);

    private final IsolationSettings settings;
    private final Step step;
    private final Plan.Here here;
    private final Teller teller;

    /// Guards what stands below: the enforcer's thread changes it, and the one that tells.
    private final Object lock = new Object();

    private final OwedTruth owed;
    private final Map<String, Held> leases = new LinkedHashMap<>();
    private final Set<Tie> beingCorrected = new HashSet<>();

    /// @param until by `System.nanoTime()`
    private record Held(String caseId, Subject subject, Set<Tie> ties, long until) {}

    /// Opens the interfaces, and the record of an earlier run.
    ///
    /// @param step as which the ladder knows it
    /// @throws IOException in one line, when an interface cannot be opened or the record not read
    public IsolationDriver(IsolationSettings settings, Step step, Neighbours neighbours)
            throws IOException {
        this.settings = settings;
        this.step = step;
        this.owed = new OwedTruth(settings.record());
        this.here =
                new Plan.Here(
                        neighbours,
                        device -> ask(device, FrameSender::isUp, false),
                        IsolationDriver::forwards,
                        device -> ask(device, FrameSender::mac, 0L));
        this.teller =
                new Teller(
                        settings.subnets().stream().map(IsolationSettings.Subnet::device).toList(),
                        this::endWhatIsOver);
    }

    /// Of the interface as it is now.
    private static <T> T ask(
            String device, java.util.function.Function<FrameSender, T> question, T otherwise) {
        try (FrameSender sender = FrameSender.open(device)) {
            return question.apply(sender);
        } catch (IOException e) {
            return otherwise;
        }
    }

    /// What cannot be read counts as forwarding.
    private static boolean forwards(String device) {
        for (String family : List.of("ipv4", "ipv6")) {
            Path file = Path.of("/proc/sys/net", family, "conf", device, "forwarding");
            try {
                if (Files.exists(file) && !Files.readString(file).strip().equals("0")) {
                    return true;
                }
            } catch (IOException e) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String name() {
        return "isolation";
    }

    @Override
    public Step step() {
        return step;
    }

    /// Tells the truth to those who were told something false by an earlier run, and are not
    /// isolated again.
    @Override
    public void prepare() {
        synchronized (lock) {
            correct(leftOver());
        }
    }

    private Set<Tie> leftOver() {
        var left = new LinkedHashSet<>(owed.ties());
        left.removeAll(told());
        left.removeAll(beingCorrected);
        return left;
    }

    private Set<Tie> told() {
        var told = new LinkedHashSet<Tie>();
        leases.values().forEach(held -> told.addAll(held.ties()));
        return told;
    }

    @Override
    public Reach reach(Subject subject) {
        return switch (Plan.of(subject, settings.subnets(), here)) {
            case Plan.Possible(var ties, var words) -> Reach.yes(words);
            case Plan.Impossible(var reason, var words) -> Reach.no(reason, words);
        };
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        Plan plan = Plan.of(grant.subject(), settings.subnets(), here);
        synchronized (lock) {
            long until = System.nanoTime() + timeout.toNanos();
            Held before = leases.get(grant.leaseId());
            if (before != null && before.subject().equals(grant.subject())) {
                // What was true when it began is what has to be told when it ends.
                leases.put(
                        grant.leaseId(),
                        new Held(before.caseId(), before.subject(), before.ties(), until));
                return held(plan);
            }
            if (plan instanceof Plan.Impossible(var reason, var words)) {
                return Outcome.refused(reason, words);
            }
            Set<Tie> ties = ((Plan.Possible) plan).ties();
            var owing = new LinkedHashSet<>(owed.ties());
            owing.addAll(ties);
            if (owing.size() > MOST_TIES || (before == null && leases.size() >= MOST_LEASES)) {
                return Outcome.refused(Reason.TOO_MANY_LEASES, "no more devices can be isolated");
            }
            try {
                owed.become(owing);
            } catch (IOException e) {
                return Outcome.failed(
                        Reason.COMMAND_FAILED, "whom the truth is owed to cannot be kept: " + e);
            }
            leases.put(grant.leaseId(), new Held(grant.caseId(), grant.subject(), ties, until));
            teller.become(told());
            correct(before == null ? Set.of() : before.ties());
            return held(plan);
        }
    }

    private static Outcome held(Plan plan) {
        return Outcome.unconfirmed(
                Reason.NOT_SEEN_TRYING,
                switch (plan) {
                    case Plan.Possible(var ties, var words) -> words;
                    case Plan.Impossible(var reason, var words) -> "kept, but " + words;
                });
    }

    @Override
    public Outcome release(Grant grant) {
        Set<Mac> macs = grant.subject().macs();
        synchronized (lock) {
            var gone = new LinkedHashSet<Tie>();
            Held held = leases.remove(grant.leaseId());
            if (held != null) {
                gone.addAll(held.ties());
            } else {
                leftOver().stream().filter(tie -> macs.contains(tie.victim())).forEach(gone::add);
            }
            return letGo(gone);
        }
    }

    @Override
    public Outcome releaseAll() {
        synchronized (lock) {
            leases.clear();
            return letGo(leftOver());
        }
    }

    private Outcome letGo(Set<Tie> gone) {
        teller.become(told());
        correct(gone);
        return Outcome.unconfirmed(Reason.RELEASED, "told where the other really is");
    }

    private void correct(Set<Tie> gone) {
        var rest = new LinkedHashSet<>(gone);
        rest.removeAll(told());
        if (rest.isEmpty()) {
            return;
        }
        beingCorrected.addAll(rest);
        teller.correct(rest, this::corrected);
    }

    private void corrected(Set<Tie> ties) {
        synchronized (lock) {
            beingCorrected.removeAll(ties);
            var owing = new LinkedHashSet<>(owed.ties());
            owing.removeAll(ties);
            owing.addAll(told());
            try {
                owed.become(owing);
            } catch (IOException e) {
                LOG.warn("isolation: told again at the next start, since {}", e.toString());
            }
        }
    }

    private void endWhatIsOver() {
        synchronized (lock) {
            long now = System.nanoTime();
            var gone = new LinkedHashSet<Tie>();
            for (Held held : List.copyOf(leases.values())) {
                if (held.until() - now <= 0) {
                    gone.addAll(held.ties());
                    leases.values().remove(held);
                }
            }
            if (!gone.isEmpty()) {
                letGo(gone);
            }
        }
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        var held = new HashMap<Mac, String>();
        synchronized (lock) {
            leftOver().forEach(tie -> held.put(tie.victim(), "of an earlier run"));
            leases.values()
                    .forEach(one -> one.ties().forEach(t -> held.put(t.victim(), one.caseId())));
        }
        return Optional.of(held);
    }

    /// Tells everybody the truth and ends; who has a lease is isolated again at the next start.
    @Override
    public void close() {
        Set<Tie> all;
        synchronized (lock) {
            leases.clear();
            all = Set.copyOf(owed.ties());
        }
        boolean heard = teller.part(all);
        synchronized (lock) {
            try {
                if (heard) {
                    owed.become(Set.of());
                }
            } catch (IOException e) {
                LOG.warn("isolation: told again at the next start, since {}", e.toString());
            }
        }
    }
}
