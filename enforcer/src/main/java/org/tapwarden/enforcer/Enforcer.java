package org.tapwarden.enforcer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.desk.Outbox;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Drivers;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// The one thread that acts. A round reads orders on ({@link Intake}), renews leases whose case
/// stands ({@link Renewing}), ends what is over, has drivers hold on and asks the witness ({@link
/// Holding}); requests of people are done by the same thread between two rounds.
///
/// Each act is three commits apart: the intent with the journal's cursor, then the act, then the
/// outcome with the help desk's mail. Killed anywhere, the next start finds the intent and acts
/// again ({@link Reconciling}), which a driver must bear.
public final class Enforcer implements Enforcement, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Enforcer.class);

    private static final int ORDERS_AT_ONCE = 64;
    private static final long ROUND_MILLIS = 10;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
    private static final long GIVE_WAY_MILLIS = 20;

    private final Parts parts;
    private final EnforcerStore store;
    private final Drivers drivers;
    private final Protections protections;
    private final Rails rails;
    private final Holding holding;
    private final Renewing renewing;
    private final Following following;
    private final Intake intake;
    private final Releasing releasing;
    private final Safeguards safeguards;
    private final ScheduledExecutorService owner;

    /// Requests to let everybody go that still wait for the owner.
    private final AtomicInteger releasingWaits = new AtomicInteger();

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
        this.store = store;
        this.drivers = new Drivers(drivers);
        this.parts =
                new Parts(
                        settings,
                        store,
                        orders,
                        witness,
                        this.drivers,
                        desk,
                        mailQueued,
                        clocks,
                        new Outcomes());
        var telling = new Telling(desk);
        this.protections = new Protections(parts, host);
        this.rails = new Rails(parts, protections);
        var standings = new Standings(parts, rails);
        this.holding = new Holding(parts, telling, rails, standings);
        this.renewing = new Renewing(parts, protections, standings, holding);
        this.following = new Following(parts, rails, holding);
        this.intake = new Intake(parts, telling, protections, rails, holding);
        this.releasing = new Releasing(parts, telling, holding);
        this.safeguards = new Guarding(parts, protections, intake, this::ask);
        this.owner =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("enforcer").factory());
    }

    /// Reconciles what was intended and held with what is, then goes on for ever.
    public void start() {
        ask(() -> {
            rails.begin();
            new Reconciling(parts, holding).reconcile();
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
            if (!owner.awaitTermination(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("the enforcer did not end in {}", ENDS_WITHIN);
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
        Moment now = parts.clocks().now();
        rails.timePasses(now);
        // Looked at ahead of time: reading it takes several commands, and an order shall not wait.
        if (!drivers.all().isEmpty()) {
            protections.refreshHost(now);
        }
        long cursor = store.committed(Leases::cursor);
        List<Order> todo = parts.orders().after(cursor, ORDERS_AT_ONCE);
        // Asked after the orders: what the sensor protected before it gave an order holds for it.
        protections.hearSensor(!todo.isEmpty(), now);
        intake.take(todo, () -> releasingWaits.get() > 0);
        if (releasingWaits.get() > 0) {
            return;
        }
        renewing.round(now);
        for (Lease lease : leases()) {
            if (releasingWaits.get() > 0) {
                return;
            }
            holding.tend(lease);
        }
        following.round(now);
    }

    @Override
    public Outcome quarantine(Order order) {
        if (order.askedBy().isEmpty() || order.number() != 0) {
            throw new IllegalArgumentException("a request without an account");
        }
        return ask(() -> intake.take(order));
    }

    @Override
    public List<Outcome> quarantine(List<Order> orders, String together) {
        if (orders.size() > MOST_TOGETHER) {
            throw new IllegalArgumentException(
                    "more than " + MOST_TOGETHER + " devices of one request");
        }
        for (Order order : orders) {
            if (order.askedBy().isEmpty() || order.number() != 0) {
                throw new IllegalArgumentException("a request without an account");
            }
            if (!order.step().level().needsTwo()) {
                throw new IllegalArgumentException(order.step() + " takes no second person");
            }
        }
        return ask(() -> intake.take(orders, together));
    }

    @Override
    public Optional<Outcome> release(String leaseId, String who, String why) {
        return ask(() -> {
            Optional<Lease> lease = committedEnding(leaseId, who, why);
            return lease.map(held -> holding.end(held, who, Done.Stage.RELEASED));
        });
    }

    private Optional<Lease> committedEnding(String leaseId, String who, String why) {
        Moment now = parts.clocks().now();
        return store.committed(c -> {
            Optional<Lease> open = Leases.byId(c, leaseId).filter(l -> l.state().open());
            if (open.isPresent()) {
                Releasing.ending(c, open.orElseThrow(), who, why, now);
            }
            return open;
        });
    }

    @Override
    public Released releaseAll(String who, String why) {
        return askAhead(() -> releasing.all(who, why));
    }

    @Override
    public Safeguards safeguards() {
        return safeguards;
    }

    @Override
    public List<Lease> leases() {
        return store.committed(Leases::open);
    }

    @Override
    public Map<Counted, Long> outcomes() {
        return parts.outcomes().all();
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

    private <T> T ask(Callable<T> request) {
        return answer(owner.submit(request));
    }

    /// Does not wait for whoever waits for a switch.
    private <T> T askAhead(Callable<T> request) {
        releasingWaits.incrementAndGet();
        var begun = new CountDownLatch(1);
        Future<T> answer =
                owner.submit(() -> {
                    releasingWaits.decrementAndGet();
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
