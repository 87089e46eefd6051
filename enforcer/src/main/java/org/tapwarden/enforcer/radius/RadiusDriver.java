package org.tapwarden.enforcer.radius;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
import org.tapwarden.enforcer.radius.NasFinder.Found;
import org.tapwarden.enforcer.radius.Question.Kind;
import org.tapwarden.enforcer.radius.Verdict.Asked;

/// Quarantine by the switch that let the device in: first the denial that its RADIUS server reads,
/// forced to the disk, then Disconnect, or a Change of Authorization into another VLAN.
///
/// Disconnect alone throws nobody out for longer than it takes to ask again (measured:
/// `reference/detection-and-enforcement.md` 0.4). Whoever comes back while denied is seen in
/// accounting, and asked out again with the next renewal. Undone by taking the denial back: who is
/// out asks again by itself; who was moved is disconnected, so that it asks again.
public final class RadiusDriver implements Driver, AutoCloseable {

    /// Questions at once: one for each MAC that a device may have.
    static final int MOST_ASKED = Subject.MOST_MACS;

    private static final Logger LOG = LoggerFactory.getLogger(RadiusDriver.class);

    private final DenyList list;
    private final NasFinder finder;
    private final RadiusClient client;
    private final InstantSource wall;
    private final SecureRandom random = new SecureRandom();

    /// When the servers of a lease last did what they were asked, in this run.
    private final Map<String, Instant> done = new HashMap<>();

    /// @param sessions what accounting knows
    /// @param wall the clock that entries and questions carry
    /// @throws IllegalArgumentException in one line, when the list cannot be read or is not ours
    public RadiusDriver(RadiusNetwork network, Sessions sessions, InstantSource wall) {
        this.list = new DenyList(network.denyList());
        this.finder = new NasFinder(network.servers(), sessions);
        this.client = new RadiusClient(network.window(), wall);
        this.wall = wall;
    }

    @Override
    public String name() {
        return "radius";
    }

    @Override
    public Step step() {
        return Step.QUARANTINE;
    }

    /// Writes the list anew, so that the server finds one, and asks itself something: the first
    /// question of a process took three times as long as later ones.
    @Override
    public void prepare() {
        try {
            list.rewrite();
            client.rehearse();
        } catch (IOException e) {
            LOG.warn("RADIUS is not ready: {}", e.toString());
        }
    }

    /// Asks peers of RadSec whether they are there (RFC 6613, section 2.6.5). A switch that is
    /// asked over UDP has no question that does nothing.
    @Override
    public Reach probe() {
        Reach ready = Driver.super.probe();
        List<Nas> peers = finder.all().stream().filter(nas -> nas.tls().isPresent()).toList();
        if (!ready.possible() || peers.isEmpty()) {
            return ready;
        }
        return Tested.of(
                ready,
                peers,
                nas -> {
                    byte[] authenticator = new byte[RadiusPacket.AUTHENTICATOR_LENGTH];
                    random.nextBytes(authenticator);
                    return client.ask(
                            nas, Question.status(nas, random.nextInt(256), authenticator));
                });
    }

    @Override
    public Reach reach(Subject subject) {
        return reach(find(subject.macs()));
    }

    private Map<Mac, Found> find(Set<Mac> macs) {
        var found = new LinkedHashMap<Mac, Found>();
        macs.forEach(mac -> found.put(mac, finder.find(mac, wall.instant())));
        return found;
    }

    private static Reach reach(Map<Mac, Found> all) {
        var behind = new ArrayList<String>();
        for (Map.Entry<Mac, Found> one : all.entrySet()) {
            if (!one.getValue().isInPath()) {
                return Reach.no(Reason.NOT_IN_PATH, notInPath(one.getKey()));
            }
            behind.add(one.getKey() + " by " + words(one.getValue()));
        }
        return all.isEmpty()
                ? Reach.no(Reason.NO_MAC, "no MAC of this device is known")
                : Reach.yes(String.join(", ", behind));
    }

    private static String words(Found found) {
        Optional<Session> session = found.open().stream().findFirst().flatMap(Target::session);
        return found.nas().name()
                + session.map(known -> " (session heard of at " + known.last() + ")")
                        .orElse(
                                found.restarted().isPresent()
                                        ? " (which began anew)"
                                        : " (perhaps)");
    }

    private static String notInPath(Mac mac) {
        return "not in the path of " + mac + ": no RADIUS server of the settings has let it in";
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        Set<Mac> macs = grant.subject().macs();
        for (Mac mac : macs) {
            if (mac.isGroup() || mac.equals(Mac.UNKNOWN)) {
                return Outcome.refused(Reason.NO_MAC, mac + " is no single device");
            }
        }
        var before = new LinkedHashMap<Mac, Denial>();
        macs.forEach(mac -> list.of(mac).ifPresent(denial -> before.put(mac, denial)));
        // Whom this lease denies already is out, so no switch has to be in its path any more. Its
        // other MACs are denied as well, and it must not be let in because of one of them.
        var denied = new LinkedHashMap<>(before);
        denied.values().removeIf(d -> d.isLetGo() || !d.lease().equals(grant.leaseId()));
        boolean again = !denied.isEmpty();
        Instant now = wall.instant();
        Map<Mac, Found> found = find(macs);
        Reach reach = reach(found);
        if (!again && !reach.possible()) {
            return Outcome.refused(reach.reason(), reach.words());
        }
        if (!list.hasRoomFor(macs)) {
            return Outcome.failed(
                    Reason.DENY_LIST_FAILED, "the list of the denied is full: " + DenyList.MOST);
        }
        var targets = new LinkedHashMap<Mac, List<Target>>();
        var denials = new ArrayList<Denial>();
        // The next full second: never shorter than the lease asks for.
        Instant until = now.plus(timeout).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        found.forEach((mac, where) -> {
            Optional<Denial> known = Optional.ofNullable(denied.get(mac));
            OptionalInt vlan =
                    known.map(Denial::vlan)
                            .orElseGet(() ->
                                    where.isInPath() ? where.nas().vlan() : OptionalInt.empty());
            String machine =
                    known.map(Denial::machine)
                            .filter(account -> !account.isEmpty())
                            .orElseGet(() -> finder.machine(where, macs));
            denials.add(new Denial(mac, until, vlan, grant.leaseId(), grant.caseId(), machine));
            boolean still = known.filter(d -> d.holds(now)).isPresent();
            targets.put(mac, still ? backSince(grant, where) : where.asked());
        });
        try {
            list.change(Set.of(), denials, now);
        } catch (IOException e) {
            return notWritten(e);
        }
        Map<Mac, List<Asked>> answered = answers(targets, false);
        Outcome outcome = outcome(found, answered);
        if (outcome.holds()) {
            done.put(grant.leaseId(), wall.instant());
            return outcome;
        }
        if (!again) {
            return takenBack(outcome, List.copyOf(before.values()), answered, macs);
        }
        // It is denied as before, and that nobody let it in is what the denial is for.
        return outcome.kind() == Outcome.Kind.REFUSED
                ? Outcome.unconfirmed(Reason.DENIED, outcome.detail())
                : outcome;
    }

    /// Sessions that were heard of since the server did what it was asked. After a restart nobody
    /// remembers when that was, and all are asked.
    private List<Target> backSince(Grant grant, Found found) {
        Instant since = done.getOrDefault(grant.leaseId(), Instant.EPOCH);
        return found.open().stream()
                .filter(t -> t.session().filter(s -> s.last().isAfter(since)).isPresent())
                .toList();
    }

    private static Outcome outcome(Map<Mac, Found> found, Map<Mac, List<Asked>> answered) {
        var each = new ArrayList<Outcome>();
        found.forEach((mac, where) -> {
            List<Asked> asked = answered.getOrDefault(mac, List.of());
            if (!asked.isEmpty()) {
                each.add(Verdict.ofMac(asked));
            } else if (where.restarted().isPresent()) {
                each.add(
                        Outcome.unconfirmed(
                                Reason.NAS_RESTARTED,
                                where.nas().name() + " began anew, so nobody is in by it; denied"));
            } else {
                each.add(
                        Outcome.unconfirmed(
                                Reason.DENIED, "denied, and no server has told of it since"));
            }
        });
        return Verdict.ofDevice(each);
    }

    /// Asks all at once and waits for all.
    ///
    /// @param out disconnects also where it would move
    private Map<Mac, List<Asked>> answers(Map<Mac, List<Target>> targets, boolean out) {
        record Sent(Target target, Kind kind, CompletableFuture<Answer> answer) {}
        var sent = new ArrayList<Sent>();
        // The session heard of last of each MAC before any second one.
        for (int rank = 0; rank < Sessions.MOST; rank++) {
            for (List<Target> ofMac : targets.values()) {
                if (rank < ofMac.size() && sent.size() < MOST_ASKED) {
                    Target target = ofMac.get(rank);
                    Question question = question(target, out);
                    CompletableFuture<Answer> answer = client.ask(target.nas(), question);
                    sent.add(new Sent(target, question.kind(), answer));
                }
            }
        }
        var answered = new HashMap<Mac, List<Asked>>();
        for (Sent one : sent) {
            answered.computeIfAbsent(one.target().mac(), mac -> new ArrayList<>())
                    .add(new Asked(one.target(), one.kind(), one.answer().join(), wall.instant()));
        }
        return answered;
    }

    private Question question(Target target, boolean out) {
        OptionalInt vlan = target.nas().vlan();
        int identifier = random.nextInt(256);
        return vlan.isPresent() && !out
                ? Question.move(target, vlan.getAsInt(), identifier, wall.instant())
                : Question.disconnect(target, identifier, wall.instant());
    }

    /// What could not be done leaves nothing behind, since nobody would know of it: no denial, and
    /// nobody in another VLAN. Whether a server does that is not waited for.
    private Outcome takenBack(
            Outcome outcome, List<Denial> before, Map<Mac, List<Asked>> answered, Set<Mac> macs) {
        for (List<Asked> ofMac : answered.values()) {
            for (Asked asked : ofMac) {
                boolean moved = !(asked.answer() instanceof Answer.Refused);
                if (moved && asked.kind() == Kind.CHANGE) {
                    var _ = client.ask(asked.target().nas(), question(asked.target(), true));
                }
            }
        }
        try {
            list.change(macs, before, wall.instant());
            return outcome;
        } catch (IOException e) {
            return Outcome.failed(
                    outcome.reason(),
                    outcome.detail() + "; its denial could not be taken back and ends by itself");
        }
    }

    @Override
    public Outcome release(Grant grant) {
        done.remove(grant.leaseId());
        return letGo(grant.subject().macs());
    }

    @Override
    public Outcome releaseAll() {
        done.clear();
        var macs = new LinkedHashSet<Mac>();
        list.all().forEach(denial -> macs.add(denial.mac()));
        return letGo(macs);
    }

    /// The denial goes first, then who was moved is disconnected. Until the servers have done that
    /// the line stays, as let go, so that a crash forgets nobody.
    private Outcome letGo(Set<Mac> macs) {
        var moved = new LinkedHashMap<Mac, Denial>();
        for (Mac mac : macs) {
            list.of(mac)
                    .filter(d -> d.vlan().isPresent())
                    .ifPresent(d -> moved.put(mac, d.letGo()));
        }
        try {
            list.change(macs, List.copyOf(moved.values()), wall.instant());
            if (moved.isEmpty()) {
                return Outcome.unconfirmed(Reason.RELEASED, "no longer denied; it asks by itself");
            }
            var targets = new LinkedHashMap<Mac, List<Target>>();
            moved.keySet()
                    .forEach(mac -> targets.put(mac, finder.find(mac, wall.instant()).asked()));
            for (List<Asked> asked : answers(targets, true).values()) {
                Outcome outcome = Verdict.ofMac(asked);
                if (outcome.kind() == Outcome.Kind.FAILED) {
                    return Outcome.failed(
                            outcome.reason(),
                            "no longer denied, but still where it was moved to: "
                                    + outcome.detail());
                }
            }
            list.change(moved.keySet(), List.of(), wall.instant());
            return Outcome.unconfirmed(Reason.RELEASED, "no longer denied, and sent back");
        } catch (IOException e) {
            return notWritten(e);
        }
    }

    private static Outcome notWritten(IOException e) {
        return Outcome.failed(
                Reason.DENY_LIST_FAILED, "the list of the denied cannot be written: " + e);
    }

    @Override
    public void giveWay() {
        client.giveUp();
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        var held = new HashMap<Mac, String>();
        list.held(wall.instant()).forEach(denial -> held.put(denial.mac(), denial.caseId()));
        return Optional.of(held);
    }

    @Override
    public void close() {
        client.close();
    }
}
