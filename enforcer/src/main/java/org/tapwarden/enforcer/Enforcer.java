package org.tapwarden.enforcer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.desk.Outbox;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Drivers;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.ladder.Decision;
import org.tapwarden.enforcer.ladder.Ladder;
import org.tapwarden.enforcer.ladder.Standing;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Verification;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.OperatorFile;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// The one thread that acts. A round reads orders on, ends what is over, renews what is held and
/// asks the witness; requests of people are done by the same thread between two rounds.
///
/// Each act is three commits apart: the intent with the journal's cursor, then the act, then the
/// outcome with the help desk's mail. Killed anywhere, the next start finds the intent and acts
/// again, which a driver must bear.
public final class Enforcer implements Enforcement, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Enforcer.class);

    private static final int ORDERS_AT_ONCE = 64;
    private static final long ROUND_MILLIS = 10;
    private static final Duration HOST_VIEW_IS_FRESH = Duration.ofSeconds(5);
    private static final Duration SENSOR_IS_FRESH = Duration.ofSeconds(1);
    private static final Duration END_AGAIN = Duration.ofSeconds(5);
    private static final long GIVE_WAY_MILLIS = 20;
    private static final String SELF = "enforcer";

    private final EnforcerSettings settings;
    private final EnforcerStore store;
    private final Orders orders;
    private final Witness witness;
    private final Drivers drivers;
    private final Supplier<Optional<ProtectedSet>> host;
    private final Desk desk;
    private final Runnable mailQueued;
    private final Clocks clocks;
    private final Ladder ladder;
    private final ProtectedSet operators;
    private final ScheduledExecutorService owner;

    /// Only the owner touches what stands below.
    private final Map<String, Moment> renewed = new HashMap<>();

    private final Map<String, Moment> watched = new HashMap<>();

    /// When the end of a lease last failed: a switch that does not answer is not asked a hundred
    /// times a second.
    private final Map<String, Moment> failedToEnd = new HashMap<>();

    /// Requests to let everybody go that still wait for the owner.
    private final AtomicInteger releasing = new AtomicInteger();

    private Optional<ProtectedSet> hostView = Optional.empty();
    private Optional<Moment> hostViewAt = Optional.empty();
    private Map<String, String> sensorProtections = Map.of();
    private Optional<Moment> sensorAskedAt = Optional.empty();

    /// @param drivers gentlest first
    /// @param host what this machine shows, empty when it cannot be read
    /// @param mailQueued hurries the postman
    /// @throws IllegalArgumentException when the operator's file is wrong
    public Enforcer(
            EnforcerSettings settings,
            EnforcerStore store,
            Orders orders,
            Witness witness,
            List<Driver> drivers,
            Supplier<Optional<ProtectedSet>> host,
            Desk desk,
            Runnable mailQueued,
            Clocks clocks) {
        this.settings = settings;
        this.store = store;
        this.orders = orders;
        this.witness = witness;
        this.drivers = new Drivers(drivers);
        this.host = host;
        this.desk = desk;
        this.mailQueued = mailQueued;
        this.clocks = clocks;
        this.ladder = new Ladder(settings.budget());
        this.operators =
                settings.protectedFile().map(OperatorFile::read).orElse(ProtectedSet.NOBODY);
        this.owner =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("enforcer").factory());
    }

    /// Reconciles what was intended and held with what is, then goes on for ever.
    public void start() {
        ask(() -> {
            reconcile();
            return true;
        });
        var _ =
                owner.scheduleWithFixedDelay(
                        this::guardedRound, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// An empty wake-up: something is in the journal.
    public void hurry() {
        owner.execute(this::guardedRound);
    }

    @Override
    public void close() {
        owner.shutdown();
        try {
            if (!owner.awaitTermination(30, TimeUnit.SECONDS)) {
                LOG.error("the enforcer did not end in 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void guardedRound() {
        try {
            round();
        } catch (RuntimeException e) {
            LOG.error("a round of the enforcer failed", e);
        }
    }

    private void round() {
        Moment now = clocks.now();
        // Looked at ahead of time: reading it takes several commands, and an order shall not wait.
        if (!drivers.all().isEmpty()) {
            refreshHostView(now);
        }
        long cursor = store.committed(Leases::cursor);
        List<Order> todo = orders.after(cursor, ORDERS_AT_ONCE);
        // Asked after the orders: what the sensor protected before it gave an order holds for it.
        if (!todo.isEmpty() || isOver(sensorAskedAt, SENSOR_IS_FRESH, now)) {
            protectWhatTheSensorSays();
            sensorAskedAt = Optional.of(now);
        }
        for (Order order : todo) {
            if (releasing.get() > 0) {
                return;
            }
            take(order);
        }
        for (Lease lease : leases()) {
            if (releasing.get() > 0) {
                return;
            }
            tend(lease);
        }
    }

    private void protectWhatTheSensorSays() {
        Map<String, String> said = orders.protections();
        if (said.equals(sensorProtections)) {
            return;
        }
        // Checked entry by entry: one that is wrong must not keep the others out.
        var right = new TreeMap<String, String>();
        said.forEach((entry, why) -> {
            try {
                ProtectedSet.of(Map.of(entry, why));
                right.put(entry, why);
            } catch (IllegalArgumentException e) {
                LOG.warn("the sensor protects something that is no address");
            }
        });
        Moment now = clocks.now();
        store.committed(c -> {
            int added = Leases.protect(c, right, now.wall());
            if (added > 0) {
                audit(c, now, SELF, "protected", Map.of("added", Integer.toString(added)));
            }
            return added;
        });
        sensorProtections = Map.copyOf(said);
    }

    /// What the transaction of an order leaves to be done.
    private record Taken(Outcome outcome, Optional<Lease> toAct) {}

    private Outcome take(Order order) {
        Moment now = clocks.now();
        refreshHostView(now);
        Taken taken = store.committed(c -> take(c, order, now));
        mailQueued.run();
        return taken.toAct().map(this::act).orElse(taken.outcome());
    }

    private Taken take(Connection c, Order order, Moment now) throws SQLException {
        if (order.number() > 0) {
            if (order.number() <= Leases.cursor(c)) {
                return new Taken(Outcome.refused(Reason.RELEASED, "done before"), Optional.empty());
            }
            Leases.cursor(c, order.number());
        }
        Optional<Lease> before = Leases.byId(c, order.id());
        if (before.isPresent()) {
            return new Taken(before.orElseThrow().outcome(), Optional.empty());
        }
        String actor = order.askedBy().orElse(SELF);
        return switch (ladder.decide(order, standing(c, order, now))) {
            case Decision.Act(var step, var length) -> {
                Optional<Lease> open = Leases.openFor(c, order.subject().key());
                if (open.isPresent()) {
                    yield extended(c, order, open.orElseThrow(), length, now);
                }
                Lease lease = Leases.intend(c, order, step, length, now);
                audit(c, now, actor, "intent", particulars(order, lease.outcome()));
                yield new Taken(lease.outcome(), Optional.of(lease));
            }
            case Decision.NotifyOnly(var why) -> {
                audit(c, now, actor, "told", particulars(order, why));
                report(c, order, new Done(Done.Stage.TOLD, why, none(), none()), now);
                yield new Taken(why, Optional.empty());
            }
            case Decision.Refused(var why, var opensBreaker) -> {
                if (opensBreaker) {
                    openBreaker(c, now, why.detail());
                }
                audit(c, now, actor, "refused", particulars(order, why));
                report(c, order, new Done(Done.Stage.REFUSED, why, none(), none()), now);
                yield new Taken(why, Optional.empty());
            }
            case Decision.Nothing() -> {
                var nothing = Outcome.refused(Reason.MODE_NOTIFY, "observed only");
                audit(c, now, actor, "observed", particulars(order, nothing));
                yield new Taken(nothing, Optional.empty());
            }
        };
    }

    private Taken extended(Connection c, Order order, Lease open, Duration length, Moment now)
            throws SQLException {
        if (length.compareTo(open.left(now)) > 0) {
            Leases.until(c, open.id(), length, now);
        }
        audit(
                c,
                now,
                order.askedBy().orElse(SELF),
                "extended",
                Map.of("lease", open.id(), "order", order.id(), "length", length.toString()));
        return new Taken(open.outcome(), Optional.empty());
    }

    private Standing standing(Connection c, Order order, Moment now) throws SQLException {
        ProtectedSet all = operators.and(ProtectedSet.of(Leases.protections(c)));
        if (hostView.isPresent()) {
            all = all.and(hostView.orElseThrow());
        }
        return new Standing(
                all.why(order.subject()),
                hostView.isPresent(),
                Leases.lately(c, settings.budget().window(), now),
                Leases.openInSegment(c, order.place().segment()),
                Leases.open(c).size(),
                Leases.breakerOpen(c));
    }

    private void refreshHostView(Moment now) {
        if (isOver(hostViewAt, HOST_VIEW_IS_FRESH, now)) {
            hostView = host.get();
            hostViewAt = Optional.of(now);
        }
    }

    /// Whether what was asked then must be asked again.
    private static boolean isOver(Optional<Moment> asked, Duration fresh, Moment now) {
        return asked.map(at -> now.nanos() - at.nanos() >= fresh.toNanos()).orElse(true);
    }

    /// The intent is on the disk; now it is done.
    private Outcome act(Lease lease) {
        Drivers.Held held = drivers.hold(lease.step(), grant(lease), hold(lease, clocks.now()));
        String by = held.driver();
        Outcome how = held.outcome();
        Moment now = clocks.now();
        Done.Stage stage =
                how.holds()
                        ? Done.Stage.HELD
                        : how.kind() == Kind.REFUSED ? Done.Stage.REFUSED : Done.Stage.FAILED;
        if (how.holds()) {
            witness.watch(lease.id(), lease.order().subject());
            watched.put(lease.id(), now);
            renewed.put(lease.id(), now);
        }
        State state = how.holds() ? State.HELD : State.ENDED;
        changed(lease, state, by, how, stage, "acted", SELF, now);
        return how;
    }

    private void changed(
            Lease lease,
            State state,
            String driver,
            Outcome outcome,
            Done.Stage stage,
            String act,
            String actor,
            Moment now) {
        store.committed(c -> {
            Leases.become(c, lease.id(), state, driver, outcome);
            Map<String, String> particulars = particulars(lease.order(), outcome);
            particulars.put("lease", lease.id());
            particulars.put("driver", driver);
            audit(c, now, actor, act, particulars);
            var done =
                    new Done(
                            stage,
                            outcome,
                            Optional.of(lease.id()),
                            Optional.of(now.wall().plus(lease.left(now))));
            return report(c, lease.order(), done, now);
        });
        mailQueued.run();
    }

    private void tend(Lease lease) {
        Moment now = clocks.now();
        if (lease.state() == State.ENDING || lease.over(now)) {
            if (due(failedToEnd.get(lease.id()), END_AGAIN, now)) {
                boolean asked = lease.state() == State.ENDING;
                end(lease, SELF, asked ? Done.Stage.RELEASED : Done.Stage.EXPIRED);
            }
        } else if (due(renewed.get(lease.id()), settings.renewEvery(), now)) {
            renew(lease, now);
        }
        if (lease.state() == State.HELD && watched.containsKey(lease.id())) {
            verify(lease, now);
        }
    }

    private static boolean due(
            @org.jspecify.annotations.Nullable Moment last, Duration every, Moment now) {
        return last == null || now.nanos() - last.nanos() >= every.toNanos();
    }

    private void renew(Lease lease, Moment now) {
        Outcome outcome =
                driver(lease)
                        .map(driver -> driver.hold(grant(lease), hold(lease, now)))
                        .orElse(Outcome.refused(Reason.NO_DRIVER, "its driver is gone"));
        renewed.put(lease.id(), now);
        if (outcome.holds()) {
            store.committed(c -> {
                Leases.until(c, lease.id(), lease.left(now), now);
                return true;
            });
        } else if (lease.outcome().reason() != outcome.reason()) {
            // Kept open: the next renewal tries again, and the kernel's own timeout frees it at
            // worst.
            changed(
                    lease,
                    State.HELD,
                    lease.driver(),
                    outcome,
                    Done.Stage.FAILED,
                    "not renewed",
                    SELF,
                    now);
        }
    }

    private void verify(Lease lease, Moment now) {
        if (lease.outcome().kind() == Kind.SIMULATED || !lease.outcome().holds()) {
            return;
        }
        Outcome seen = Verification.judge(witness.counts(lease.id()));
        if (seen.kind() != Kind.UNCONFIRMED && seen.kind() != lease.outcome().kind()) {
            changed(
                    lease,
                    State.HELD,
                    lease.driver(),
                    seen,
                    Done.Stage.HELD,
                    "verified",
                    SELF,
                    now);
        } else if (due(watched.get(lease.id()), settings.witnessPatience(), now)) {
            // Counts from zero again: what was answered before the step took hold is not held
            // against it.
            witness.watch(lease.id(), lease.order().subject());
            watched.put(lease.id(), now);
        }
    }

    /// The end is on the disk before it is done, and done again when it failed.
    private Outcome end(Lease lease, String actor, Done.Stage stage) {
        Outcome outcome =
                driver(lease)
                        .map(driver -> driver.release(grant(lease)))
                        .orElse(Outcome.unconfirmed(Reason.RELEASED, "nothing was held"));
        if (!outcome.holds()) {
            LOG.warn("a release failed, it is tried again: {}", outcome.reason());
            failedToEnd.put(lease.id(), clocks.now());
            return outcome;
        }
        forget(lease.id());
        changed(lease, State.ENDED, lease.driver(), outcome, stage, "ended", actor, clocks.now());
        return outcome;
    }

    private void forget(String leaseId) {
        witness.forget(leaseId);
        watched.remove(leaseId);
        renewed.remove(leaseId);
        failedToEnd.remove(leaseId);
    }

    /// After a start: what was intended is done, what was held is held again, what nobody holds a
    /// lease for is let go.
    private void reconcile() {
        Moment now = clocks.now();
        Set<Mac> leased = new HashSet<>();
        for (Lease lease : leases()) {
            if (!lease.bootId().equals(now.bootId())) {
                store.committed(c -> {
                    Leases.until(c, lease.id(), lease.left(now), now);
                    audit(c, now, SELF, "carried over a reboot", Map.of("lease", lease.id()));
                    return true;
                });
            }
            if (lease.state() == State.INTENDED && !lease.over(now)) {
                act(store.committed(c -> Leases.byId(c, lease.id())).orElse(lease));
            } else if (lease.state() == State.HELD && !lease.over(now)) {
                renew(lease, now);
                witness.watch(lease.id(), lease.order().subject());
                watched.put(lease.id(), now);
            }
            leased.addAll(lease.order().subject().macs());
        }
        for (Driver driver : drivers.all()) {
            driver.prepare();
            releaseOrphans(driver, leased, now);
        }
    }

    private void releaseOrphans(Driver driver, Set<Mac> leased, Moment now) {
        Map<Mac, String> held = driver.held().orElse(Map.of());
        for (Map.Entry<Mac, String> entry : held.entrySet()) {
            if (leased.contains(entry.getKey())) {
                continue;
            }
            var orphan =
                    new org.tapwarden.enforcer.order.Subject(
                            0, Set.of(entry.getKey()), Set.of(), "");
            Outcome outcome = driver.release(new Grant("orphan", "orphan", orphan));
            store.committed(c -> {
                audit(
                        c,
                        now,
                        SELF,
                        "released an orphan",
                        Map.of(
                                "mac",
                                entry.getKey().toString(),
                                "reason",
                                outcome.reason().name()));
                return true;
            });
        }
    }

    @Override
    public Outcome quarantine(Order order) {
        if (order.askedBy().isEmpty() || order.number() != 0) {
            throw new IllegalArgumentException("a request without an account");
        }
        return ask(() -> take(order));
    }

    @Override
    public Optional<Outcome> release(String leaseId, String who, String why) {
        return ask(() -> {
            Optional<Lease> lease = committedEnding(leaseId, who, why);
            return lease.map(held -> end(held, who, Done.Stage.RELEASED));
        });
    }

    private Optional<Lease> committedEnding(String leaseId, String who, String why) {
        Moment now = clocks.now();
        return store.committed(c -> {
            Optional<Lease> open = Leases.byId(c, leaseId).filter(l -> l.state().open());
            if (open.isPresent()) {
                ending(c, open.orElseThrow(), who, why, now);
            }
            return open;
        });
    }

    private static void ending(Connection c, Lease lease, String who, String why, Moment now)
            throws SQLException {
        Leases.become(c, lease.id(), State.ENDING, lease.driver(), lease.outcome());
        audit(c, now, who, "release asked", Map.of("lease", lease.id(), "why", why));
    }

    @Override
    public int releaseAll(String who, String why) {
        return askAhead(() -> {
            Moment now = clocks.now();
            List<Lease> open =
                    store.committed(c -> {
                        List<Lease> all = Leases.open(c);
                        for (Lease lease : all) {
                            ending(c, lease, who, why, now);
                        }
                        Leases.breaker(c, true);
                        audit(c, now, who, "release all", Map.of("why", why));
                        return all;
                    });
            var flushed = new HashSet<String>();
            for (Driver driver : drivers.all()) {
                if (driver.releaseAll().holds()) {
                    flushed.add(driver.name());
                }
            }
            for (Lease lease : open) {
                if (lease.driver().isEmpty() || flushed.contains(lease.driver())) {
                    var released = Outcome.unconfirmed(Reason.RELEASED, "all released");
                    forget(lease.id());
                    changed(
                            lease,
                            State.ENDED,
                            lease.driver(),
                            released,
                            Done.Stage.RELEASED,
                            "ended",
                            who,
                            now);
                }
            }
            return open.size();
        });
    }

    @Override
    public void closeBreaker(String who, String why) {
        Moment now = clocks.now();
        store.committed(c -> {
            Leases.breaker(c, false);
            audit(c, now, who, "breaker closed", Map.of("why", why));
            return true;
        });
    }

    @Override
    public boolean breakerOpen() {
        return store.committed(Leases::breakerOpen);
    }

    @Override
    public List<Lease> leases() {
        return store.committed(Leases::open);
    }

    @Override
    public List<AuditTrail.Row> audit(long after, int limit) {
        return store.committed(c -> AuditTrail.after(c, after, limit));
    }

    @Override
    public AuditTrail.Verdict verifyAudit() {
        return store.committed(AuditTrail::verify);
    }

    @Override
    public Outbox.Depth outbox() {
        return store.committed(Outbox::depth);
    }

    private Desk.Told report(Connection c, Order order, Done done, Moment now) throws SQLException {
        Desk.Told told = desk.report(c, order, done, now);
        if (told == Desk.Told.STORM_BEGAN) {
            openBreaker(c, now, "many incidents of one rule at one site");
        }
        return told;
    }

    private static void openBreaker(Connection c, Moment now, String why) throws SQLException {
        if (!Leases.breakerOpen(c)) {
            Leases.breaker(c, true);
            audit(c, now, SELF, "breaker opened", Map.of("why", why));
        }
    }

    private static void audit(
            Connection c, Moment now, String actor, String act, Map<String, String> particulars)
            throws SQLException {
        AuditTrail.append(c, now.wall(), actor, act, particulars);
    }

    private static Map<String, String> particulars(Order order, Outcome outcome) {
        var particulars = new TreeMap<String, String>();
        particulars.put("order", order.id());
        particulars.put("case", order.caseId());
        particulars.put("rule", order.ruleId());
        particulars.put("clause", order.clauseId());
        particulars.put("step", order.step().name());
        particulars.put("subject", order.subject().key());
        particulars.put("macs", String.join(" ", macs(order)));
        particulars.put("families", String.join(" ", order.families()));
        particulars.put("outcome", outcome.kind().name());
        particulars.put("reason", outcome.reason().name());
        particulars.put("detail", outcome.detail());
        return particulars;
    }

    private static List<String> macs(Order order) {
        var macs = new ArrayList<String>();
        order.subject().macs().forEach(mac -> macs.add(mac.toString()));
        return macs;
    }

    private Duration hold(Lease lease, Moment now) {
        Duration left = lease.left(now);
        return left.compareTo(settings.kernelHold()) < 0 ? left : settings.kernelHold();
    }

    private Optional<Driver> driver(Lease lease) {
        return drivers.named(lease.driver(), lease.step());
    }

    private static Grant grant(Lease lease) {
        return new Grant(lease.id(), lease.order().caseId(), lease.order().subject());
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    private <T> T ask(Callable<T> request) {
        return answer(owner.submit(request));
    }

    /// Does not wait for whoever waits for a switch.
    private <T> T askAhead(Callable<T> request) {
        releasing.incrementAndGet();
        var begun = new CountDownLatch(1);
        Future<T> answer =
                owner.submit(() -> {
                    releasing.decrementAndGet();
                    begun.countDown();
                    return request.call();
                });
        try {
            do {
                drivers.all().forEach(Driver::giveWay);
            } while (!begun.await(GIVE_WAY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return answer(answer);
    }

    private static <T> T answer(Future<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the enforcer failed", e.getCause());
        }
    }
}
