package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Anchors;
import org.tapwarden.enforcer.order.Anchors.Anchor;
import org.tapwarden.enforcer.order.Anchors.Newcomer;
import org.tapwarden.enforcer.order.Cases;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// A real enforcer on a real store, between a journal, a tap and a clock that tests turn.
public final class Stage implements AutoCloseable {

    /// Within which a kill switch has let everybody go: a second, as promised, with
    /// `-Dtapwarden.whole=true`; elsewhere another program may have the processor, and waiting for
    /// a silent switch would still take longer.
    public static final Duration AT_ONCE =
            Duration.ofMillis(Boolean.getBoolean("tapwarden.whole") ? 1_000 : 2_400);

    public final Sample.TurnedClocks clocks;
    public final List<Order> journal = new CopyOnWriteArrayList<>();
    public final Map<String, String> protections = new ConcurrentHashMap<>();
    public final Map<String, Witness.Counts> seen = new ConcurrentHashMap<>();

    /// By case; what is not there is unknown.
    public final Map<String, Cases.Found> cases = new ConcurrentHashMap<>();

    public volatile boolean casesFail;
    private final AtomicInteger rounds = new AtomicInteger();
    public final Set<Anchor> anchors = ConcurrentHashMap.newKeySet();
    public final List<Newcomer> newcomers = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final EnforcerSettings settings;
    private List<Driver> drivers;
    public Enforcer enforcer;
    public EnforcerStore store;

    public Stage(Path folder, EnforcerSettings settings, Driver... drivers) throws SQLException {
        this(folder, settings, new Sample.TurnedClocks(), drivers);
    }

    public Stage(
            Path folder, EnforcerSettings settings, Sample.TurnedClocks clocks, Driver... drivers)
            throws SQLException {
        this.clocks = clocks;
        this.folder = folder;
        this.settings = settings;
        this.drivers = List.of(drivers);
        start();
        enforcer.safeguards().review(Sample.review(Sample.SEGMENT));
    }

    public void start() throws SQLException {
        store = EnforcerStore.open(folder.resolve("enforcer.db"));
        enforcer =
                new Enforcer(
                        settings,
                        store,
                        new Journal(),
                        new SeenOnTheTap(),
                        drivers,
                        () -> Optional.of(ProtectedSet.NOBODY),
                        new Desk(
                                new DeskSettings(
                                        List.of("help@o.example"),
                                        "t@o.example",
                                        "o.example",
                                        ZoneOffset.UTC)),
                        () -> {},
                        clocks);
        enforcer.start();
    }

    /// As {@link #start()}, with drivers that know nothing of what was before.
    public void start(List<Driver> others) throws SQLException {
        drivers = List.copyOf(others);
        start();
    }

    public void stop() throws SQLException {
        enforcer.close();
        store.close();
    }

    @Override
    public void close() throws SQLException {
        stop();
    }

    public List<Kind> kinds() {
        return enforcer.leases().stream().map(l -> l.outcome().kind()).toList();
    }

    /// What the tap counts of the only watch there is, when it settled.
    public void seen(String lease, long tried, long answered) {
        until(() -> seen.containsKey(lease));
        clocks.pass(Verifying.SETTLES);
        wholeRound();
        seen.put(lease, new Witness.Counts(tried, answered, 0));
    }

    /// Subjects of all mails that go out, first to last.
    public List<String> mails() {
        return column("subject");
    }

    public String bodies() {
        return String.join("\n", column("body"));
    }

    private List<String> column(String name) {
        return store.committed(c -> {
            var values = new ArrayList<String>();
            try (Statement select = c.createStatement();
                    ResultSet row =
                            select.executeQuery(
                                    "SELECT "
                                            + name
                                            + " FROM outbox WHERE state <> 'TAKEN_BACK'"
                                            + " ORDER BY id")) {
                while (row.next()) {
                    values.add(row.getString(1));
                }
            }
            return values;
        });
    }

    /// Time goes by as it does for a program that runs: a whole round after each step.
    public void pass(Duration span, Duration step) {
        for (Duration passed = Duration.ZERO; passed.compareTo(span) < 0; ) {
            clocks.pass(step);
            passed = passed.plus(step);
            wholeRound();
        }
    }

    /// However slow the machine is: the round that is under way may have asked for the time before.
    private void wholeRound() {
        int begun = rounds.get();
        until(() -> rounds.get() >= begun + 2);
    }

    /// Some rounds later: whatever a round does by itself is done.
    public void settle() {
        wholeRound();
        wholeRound();
    }

    public static void until(BooleanSupplier met) {
        for (int i = 0; i < 1_000 && !met.getAsBoolean(); i++) {
            sleep(10);
        }
        assertThat(met.getAsBoolean()).isTrue();
    }

    public static void sleep(long millis) {
        try {
            Thread.sleep(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Journal implements Orders {
        @Override
        public List<Order> after(long number, int limit) {
            rounds.incrementAndGet();
            return journal.stream().filter(o -> o.number() > number).limit(limit).toList();
        }

        @Override
        public Map<String, String> protections() {
            return Map.copyOf(protections);
        }

        @Override
        public Cases cases() {
            return id -> {
                if (casesFail) {
                    throw new IllegalStateException("the sensor's store is gone");
                }
                return cases.getOrDefault(id, Cases.UNKNOWN.of(id));
            };
        }

        @Override
        public Anchors anchors() {
            return new Anchors() {
                @Override
                public Set<Anchor> of(Subject subject, Instant when) {
                    return Set.copyOf(anchors);
                }

                @Override
                public List<Newcomer> since(Subject subject, Set<Anchor> held, Instant when) {
                    return List.copyOf(newcomers);
                }
            };
        }
    }

    private final class SeenOnTheTap implements Witness {
        @Override
        public void watch(String id, Subject subject) {
            seen.put(id, new Counts(0, 0, 0));
        }

        @Override
        public Optional<Counts> counts(String id) {
            return Optional.ofNullable(seen.get(id));
        }

        @Override
        public void forget(String id) {
            seen.remove(id);
        }
    }
}
