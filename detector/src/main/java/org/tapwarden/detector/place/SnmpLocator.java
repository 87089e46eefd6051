package org.tapwarden.detector.place;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks switches over SNMPv3 where devices are plugged in, again and again, and changes nothing in
/// them.
///
/// Each switch has a thread and a socket of its own, so one that is slow or dead holds up no other.
/// What it may cost is bounded: time for an answer, questions again, rows, time altogether. Safe to
/// ask from any thread.
public final class SnmpLocator implements AutoCloseable {

    /// A place as it is known now.
    ///
    /// @param age since a switch had the device in its table last
    public record Known(Place place, Duration age) {}

    private static final Logger LOG = LoggerFactory.getLogger(SnmpLocator.class);

    /// One round of questions takes at most this, and one question more.
    static final Duration LONGEST = Duration.ofSeconds(60);

    /// So that not all are asked at once.
    private static final Duration APART = Duration.ofMillis(100);

    private static final Duration AT_LEAST_APART = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Switches switches;
    private final LongSupplier wallMillis;
    private final LongSupplier nanos;
    private final Consumer<List<Located>> changes;
    private final Claims claims;
    private final List<Asked> asked = new ArrayList<>();
    private final Map<String, LongAdder> counters = new TreeMap<>();

    private volatile boolean stopping;

    /// A switch, its thread, and what was last heard of it.
    private static final class Asked {
        private final Switches.Switch what;
        private @Nullable Thread thread;
        private volatile @Nullable Failure failure;
        private volatile @Nullable Heard heard;

        Asked(Switches.Switch what) {
            this.what = what;
        }
    }

    private record Heard(Reading reading, long atNanos) {}

    /// @param wallMillis since 1970; dates places
    /// @param nanos monotonic
    /// @param changes hears what changed, in order, on the thread of a switch; must be quick
    public SnmpLocator(
            Switches switches,
            LongSupplier wallMillis,
            LongSupplier nanos,
            Consumer<List<Located>> changes) {
        this.switches = switches;
        this.wallMillis = wallMillis;
        this.nanos = nanos;
        this.changes = changes;
        this.claims = new Claims(Places.CAPACITY, switches.every().multipliedBy(3));
        switches.all().forEach(one -> asked.add(new Asked(one)));
        for (String name :
                List.of(
                        "polls",
                        "answered",
                        "tables_cut",
                        "cells_malformed",
                        "places_held_back",
                        "places_changed")) {
            counters.put(name, new LongAdder());
        }
        for (Failure failure : Failure.values()) {
            counters.put("failed_" + failure.word(), new LongAdder());
        }
    }

    /// Begins to ask; returns at once.
    public void start() {
        Duration wait = Duration.ZERO;
        for (Asked one : asked) {
            Duration first = wait;
            one.thread =
                    Thread.ofVirtual()
                            .name("switch-" + one.what.name())
                            .start(() -> goOnAsking(one, first));
            wait = wait.plus(APART);
        }
    }

    private void goOnAsking(Asked one, Duration first) {
        try {
            Thread.sleep(first);
            while (!stopping) {
                long began = nanos.getAsLong();
                ask(one);
                Duration took = Duration.ofNanos(nanos.getAsLong() - began);
                Duration rest = switches.every().minus(took);
                Thread.sleep(rest.compareTo(AT_LEAST_APART) < 0 ? AT_LEAST_APART : rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void ask(Asked one) {
        count("polls", 1);
        long began = nanos.getAsLong();
        Duration most = LONGEST.compareTo(switches.every()) < 0 ? LONGEST : switches.every();
        try (SnmpSession session = SnmpSession.open(one.what)) {
            Reading reading =
                    BridgeReader.read(
                            session,
                            switches.mostMacs(),
                            () -> stopping || nanos.getAsLong() - began > most.toNanos());
            answered(one, reading);
        } catch (NoAnswer e) {
            failed(one, e.failure(), null);
        } catch (RuntimeException e) {
            failed(one, Failure.BUG, e);
        }
    }

    private void answered(Asked one, Reading reading) {
        count("answered", 1);
        count("tables_cut", reading.cut() ? 1 : 0);
        count("cells_malformed", reading.malformed());
        count("places_held_back", reading.held());
        boolean news = one.heard == null || one.failure != null;
        one.heard = new Heard(reading, nanos.getAsLong());
        one.failure = null;
        synchronized (claims) {
            List<Located> changed = claims.take(one.what.name(), reading, wallMillis.getAsLong());
            count("places_changed", changed.size());
            if (!changed.isEmpty()) {
                changes.accept(changed);
            }
        }
        if (news) {
            LOG.info("switch {}: {}", one.what.name(), state(one).sentence());
        }
    }

    private void failed(Asked one, Failure failure, @Nullable RuntimeException bug) {
        if (stopping) {
            return;
        }
        count("failed_" + failure.word(), 1);
        boolean news = one.failure != failure;
        one.failure = failure;
        if (news && bug != null) {
            LOG.error("switch {}: {}", one.what.name(), failure.sentence(), bug);
        } else if (news) {
            LOG.warn("switch {}: {}", one.what.name(), failure.sentence());
        }
    }

    private void count(String name, long by) {
        LongAdder counter = counters.get(name);
        if (counter != null) {
            counter.add(by);
        }
    }

    /// Where the device was when a switch had it in its table last; empty when none ever had it
    /// behind a port that tells a place.
    ///
    /// @param mac 48 bits
    public Optional<Known> where(long mac) {
        synchronized (claims) {
            long now = wallMillis.getAsLong();
            return claims.where(mac)
                    .map(p -> new Known(p, Duration.ofMillis(Math.max(0, now - p.atMillis()))));
        }
    }

    /// How each switch is, in the order of the settings.
    public List<SwitchState> states() {
        return asked.stream().map(this::state).toList();
    }

    private SwitchState state(Asked one) {
        Heard heard = one.heard;
        Optional<Failure> failure = Optional.ofNullable(one.failure);
        if (heard == null) {
            return new SwitchState(one.what.name(), "", failure, Optional.empty(), 0, 0, 0, false);
        }
        Reading reading = heard.reading();
        return new SwitchState(
                one.what.name(),
                reading.sysName(),
                failure,
                Optional.of(Duration.ofNanos(Math.max(0, nanos.getAsLong() - heard.atNanos()))),
                reading.ports(),
                reading.addresses(),
                reading.uplinks(),
                reading.cut());
    }

    /// Since the start, by name; all names are there, also at 0.
    public Map<String, Long> counters() {
        Map<String, Long> now = new TreeMap<>();
        counters.forEach((name, value) -> now.put(name, value.sum()));
        now.put("configured", (long) asked.size());
        now.put("answering", states().stream().filter(SnmpLocator::answers).count());
        synchronized (claims) {
            now.put("places_known", (long) claims.known());
            now.put("places_displaced", claims.displaced());
        }
        return now;
    }

    private static boolean answers(SwitchState state) {
        return state.answered().isPresent() && state.failure().isEmpty();
    }

    /// Asks no more. What was asked last may still be on its way when this returns after five
    /// seconds; it changes nothing any more.
    @Override
    public void close() {
        stopping = true;
        List<Thread> threads = new ArrayList<>();
        for (Asked one : asked) {
            Thread thread = one.thread;
            if (thread != null) {
                thread.interrupt();
                threads.add(thread);
            }
        }
        long until = nanos.getAsLong() + PATIENCE.toNanos();
        try {
            for (Thread thread : threads) {
                long rest = until - nanos.getAsLong();
                if (rest > 0) {
                    var _ = thread.join(Duration.ofNanos(rest));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
