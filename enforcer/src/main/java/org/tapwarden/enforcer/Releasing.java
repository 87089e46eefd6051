package org.tapwarden.enforcer;

import static org.tapwarden.enforcer.Telling.particulars;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.enforcer.Enforcement.Released;
import org.tapwarden.enforcer.desk.Done;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.lease.Freezes;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Lease.State;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Moment;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// The kill switch: lets everybody go, all drivers at once, so that a switch that does not answer
/// keeps nobody held by another. Owned by the enforcer's thread, which waits meanwhile.
///
/// That it was asked is on the disk before a driver is, with the breaker open. Who is not free
/// after {@link #PATIENCE} is told by name, and is tried again every few seconds until it is.
final class Releasing {

    /// What a driver has before its wait for somebody's answer is cut short.
    static final Duration PATIENCE = Duration.ofMillis(600);

    private static final Logger LOG = LoggerFactory.getLogger(Releasing.class);
    private static final long GIVE_WAY_MILLIS = 20;
    private static final Executor ONE_THREAD_EACH =
            task -> Thread.ofVirtual().name("release-all").start(task);

    private final Parts parts;
    private final Telling telling;
    private final Holding holding;

    Releasing(Parts parts, Telling telling, Holding holding) {
        this.parts = parts;
        this.telling = telling;
        this.holding = holding;
    }

    Released all(String who, String why) {
        Moment now = parts.clocks().now();
        List<Lease> open =
                parts.store()
                        .committed(c -> {
                            List<Lease> all = Leases.open(c);
                            for (Lease lease : all) {
                                ending(c, lease, who, why, now);
                            }
                            Freezes.breaker(c, true);
                            Telling.audit(c, now, who, "release all", Map.of("why", why));
                            return all;
                        });
        Map<String, Outcome> said = askAll();
        List<String> still = new ArrayList<>();
        parts.store()
                .committed(c -> {
                    for (Lease lease : open) {
                        ended(c, lease, said.get(lease.driver()), who, now)
                                .ifPresent(
                                        outcome -> still.add(lease.id() + ": " + outcome.detail()));
                    }
                    return open.size();
                });
        parts.mailQueued().run();
        return new Released(open.size() - still.size(), still);
    }

    static void ending(Connection c, Lease lease, String who, String why, Moment now)
            throws SQLException {
        Leases.become(c, lease.id(), State.ENDING, lease.driver(), lease.outcome());
        Telling.audit(c, now, who, "release asked", Map.of("lease", lease.id(), "why", why));
    }

    /// @return why it is not free yet, empty when it is
    private Optional<Outcome> ended(
            Connection c, Lease lease, @Nullable Outcome said, String who, Moment now)
            throws SQLException {
        if (said != null && !said.holds()) {
            holding.failedToEnd(lease.id(), now);
            Map<String, String> particulars = particulars(lease.order(), said);
            particulars.put("lease", lease.id());
            Telling.audit(c, now, who, "not released yet", particulars);
            return Optional.of(said);
        }
        var released = Outcome.unconfirmed(Reason.RELEASED, "all released");
        holding.forget(lease.id());
        Leases.become(c, lease.id(), State.ENDED, lease.driver(), released);
        Map<String, String> particulars = particulars(lease.order(), released);
        particulars.put("lease", lease.id());
        particulars.put("driver", lease.driver());
        Telling.audit(c, now, who, "ended", particulars);
        var done =
                new Done(
                        Done.Stage.RELEASED,
                        released,
                        Optional.of(lease.id()),
                        Optional.of(now.wall()));
        telling.report(c, lease.order(), done, now);
        parts.outcomes().count(lease.driver(), released);
        return Optional.empty();
    }

    /// What each driver said, by name.
    private Map<String, Outcome> askAll() {
        Map<Driver, CompletableFuture<Outcome>> asked = new HashMap<>();
        for (Driver driver : parts.drivers().all()) {
            asked.put(driver, CompletableFuture.supplyAsync(driver::releaseAll, ONE_THREAD_EACH));
        }
        var all = CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new));
        long wait = PATIENCE.toMillis();
        while (!isOver(all, wait)) {
            asked.forEach((driver, answer) -> {
                if (!answer.isDone()) {
                    driver.giveWay();
                }
            });
            wait = GIVE_WAY_MILLIS;
        }
        Map<String, Outcome> said = new HashMap<>();
        // Of two drivers of one name the one that failed counts.
        asked.forEach((driver, answer) ->
                said.merge(
                        driver.name(),
                        answer.exceptionally(Releasing::broken).join(),
                        (one, other) -> one.holds() ? other : one));
        return said;
    }

    /// A bug of one driver must not keep the others from letting go.
    private static Outcome broken(Throwable bug) {
        LOG.error("a driver failed to let go", bug);
        return Outcome.failed(
                Reason.COMMAND_FAILED, "it failed: " + bug.getClass().getSimpleName());
    }

    private static boolean isOver(CompletableFuture<Void> all, long millis) {
        try {
            all.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return all.isDone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
