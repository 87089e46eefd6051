package org.tapwarden.enforcer;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;

/// A driver whose network is a map, and that answers as a test wants.
public final class HeldInMemory implements Driver {

    public final Map<Mac, String> held = new ConcurrentHashMap<>();
    public final AtomicInteger holds = new AtomicInteger();
    public final AtomicInteger releases = new AtomicInteger();
    public volatile Outcome answer = Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "placed");
    public volatile Outcome letsGo = Outcome.unconfirmed(Reason.RELEASED, "released");
    public volatile @Nullable CountDownLatch waits;
    public volatile boolean waiting;
    private final String name;
    private final Step step;

    public HeldInMemory(String name, Step step) {
        this.name = name;
        this.step = step;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Step step() {
        return step;
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        holds.incrementAndGet();
        CountDownLatch silent = waits;
        if (silent != null) {
            return awaited(silent);
        }
        if (answer.holds()) {
            grant.subject().macs().forEach(mac -> held.put(mac, grant.caseId()));
        }
        return answer;
    }

    @Override
    public Outcome release(Grant grant) {
        releases.incrementAndGet();
        if (letsGo.holds()) {
            grant.subject().macs().forEach(held::remove);
        }
        return letsGo;
    }

    private Outcome awaited(CountDownLatch silent) {
        waiting = true;
        try {
            boolean gaveWay = silent.await(10, TimeUnit.SECONDS);
            return Outcome.failed(gaveWay ? Reason.NAS_GIVEN_UP : Reason.NAS_SILENT, "no answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(Reason.NAS_SILENT, "interrupted");
        }
    }

    @Override
    public void giveWay() {
        CountDownLatch silent = waits;
        if (silent != null) {
            silent.countDown();
        }
    }

    @Override
    public Outcome releaseAll() {
        held.clear();
        return Outcome.unconfirmed(Reason.RELEASED, "released");
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        return Optional.of(Map.copyOf(held));
    }
}
