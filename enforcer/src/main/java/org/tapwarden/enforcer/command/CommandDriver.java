package org.tapwarden.enforcer.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.command.Runner.Ran;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// Has a device held by a program of the operator, for switches that nothing else here reaches.
///
/// Each program is run once for each MAC. Exit status 0 says that it did, which is never more than
/// `UNCONFIRMED`; every other is a failure, but those that the settings call a refusal. `{seconds}`
/// is for a switch that lets go by itself; for one that does not, `held` says after a start what an
/// earlier run left. What a failed hold may have left is released, again and again.
public final class CommandDriver implements Driver, AutoCloseable {

    /// Programs at once.
    static final int MOST_AT_ONCE = 8;

    /// Releases that are owed.
    static final int MOST_OWED = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(CommandDriver.class);

    /// All of it short of {@link org.tapwarden.enforcer.driver.Commands#PATIENCE}.
    private static final Duration LONGEST = Duration.ofMillis(4_200);

    /// A kill switch waits no longer.
    private static final Duration RELEASE_ALL = Duration.ofMillis(900);

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 5;
    private static final Executor RUNNERS = run -> Thread.ofVirtual().name("command").start(run);

    private final CommandSettings settings;
    private final Runner runner = new Runner();

    /// Nobody releases in the background what is just being held.
    private final ReentrantLock turn = new ReentrantLock();

    /// How often everybody was to be let go.
    private final AtomicLong givenWay = new AtomicLong();

    private final ScheduledExecutorService owing;

    /// By MAC, with the case; what this run holds, and what a failed hold may have left.
    private final Map<Mac, String> holding = new ConcurrentHashMap<>();

    private final Map<Mac, String> owed = new ConcurrentHashMap<>();

    /// @throws IllegalArgumentException in one line, when a program is missing, or others than root
    ///   could change it
    public CommandDriver(CommandSettings settings) {
        for (Template template : settings.programs()) {
            Program.fault(template.program())
                    .ifPresent(fault -> {
                        throw new IllegalArgumentException(
                                "enforcer.commands (" + settings.name() + "): " + fault);
                    });
        }
        this.settings = settings;
        this.owing =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("command-owed").daemon().factory());
        var _ =
                owing.scheduleWithFixedDelay(
                        this::payWhatIsOwed,
                        AGAIN.toMillis(),
                        AGAIN.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public String name() {
        return "command-" + settings.name();
    }

    @Override
    public Step step() {
        return settings.step();
    }

    @Override
    public Reach reach(Subject subject) {
        if (settings.test().isEmpty()) {
            return Reach.yes("by a program, which says only when it acts whether it can");
        }
        Template test = settings.test().orElseThrow();
        for (Outcome outcome : each(test, cases(subject, "test"), 0, LONGEST).values()) {
            if (!outcome.holds()) {
                return Reach.no(outcome.reason(), outcome.detail());
            }
        }
        return subject.macs().isEmpty()
                ? Reach.no(Reason.NO_MAC, "no MAC of this device is known")
                : Reach.yes("by " + test.program());
    }

    private static Map<Mac, String> cases(Subject subject, String caseId) {
        var cases = new LinkedHashMap<Mac, String>();
        subject.macs().forEach(mac -> cases.put(mac, caseId));
        return cases;
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        Map<Mac, String> macs = cases(grant.subject(), grant.caseId());
        for (Mac mac : macs.keySet()) {
            if (mac.isGroup() || mac.equals(Mac.UNKNOWN)) {
                return Outcome.refused(Reason.NO_MAC, mac + " is no single device");
            }
        }
        if (macs.isEmpty()) {
            return Outcome.refused(Reason.NO_MAC, "no MAC of this device is known");
        }
        if (owed.size() + macs.size() > MOST_OWED) {
            return Outcome.failed(Reason.COMMAND_FAILED, "too many releases are still owed");
        }
        begin();
        try {
            return hold(macs, timeout);
        } finally {
            turn.unlock();
        }
    }

    private Outcome hold(Map<Mac, String> macs, Duration timeout) {
        boolean heldBefore = holding.keySet().containsAll(macs.keySet());
        macs.keySet().forEach(owed::remove);
        long seconds = Math.max(1, (timeout.toMillis() + 999) / 1_000);
        Map<Mac, Outcome> outcomes = each(settings.hold(), macs, seconds, LONGEST);
        Outcome worst = worst(outcomes);
        if (worst.holds()) {
            holding.putAll(macs);
        } else if (!heldBefore) {
            leaveNothing(macs, outcomes);
        }
        return worst;
    }

    /// A refusal did nothing; whatever else did not succeed may have.
    private void leaveNothing(Map<Mac, String> macs, Map<Mac, Outcome> outcomes) {
        outcomes.forEach((mac, outcome) -> {
            holding.remove(mac);
            if (outcome.kind() != Outcome.Kind.REFUSED) {
                owed.put(mac, macs.getOrDefault(mac, ""));
            }
        });
        owing.execute(this::payWhatIsOwed);
    }

    private void begin() {
        try {
            while (!turn.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                runner.giveUp(); // only who pays what is owed can be at it
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            turn.lock();
        }
    }

    private void payWhatIsOwed() {
        if (owed.isEmpty() || !turn.tryLock()) {
            return;
        }
        try {
            var now = new HashMap<>(owed);
            each(settings.release(), now, 0, LONGEST)
                    .forEach((mac, outcome) -> {
                        if (outcome.holds()) {
                            owed.remove(mac, now.get(mac));
                        } else {
                            LOG.warn(
                                    "{} is not released yet, it is tried again: {}",
                                    mac,
                                    outcome.reason());
                        }
                    });
        } catch (RuntimeException e) {
            LOG.error("what is owed could not be released", e);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public Outcome release(Grant grant) {
        begin();
        try {
            return released(cases(grant.subject(), grant.caseId()), LONGEST);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public Outcome releaseAll() {
        begin();
        try {
            return everybodyReleased();
        } finally {
            turn.unlock();
        }
    }

    private Outcome everybodyReleased() {
        var all = new HashMap<>(owed);
        all.putAll(holding);
        long began = System.nanoTime();
        Optional<Map<Mac, String>> said = held(RELEASE_ALL.dividedBy(2));
        said.ifPresent(all::putAll);
        Outcome outcome =
                released(all, RELEASE_ALL.minusNanos(Math.max(0, System.nanoTime() - began)));
        return said.isPresent() || !outcome.holds()
                ? outcome
                : Outcome.failed(
                        Reason.COMMAND_FAILED,
                        "released what this run held; what else, is not said");
    }

    private Outcome released(Map<Mac, String> macs, Duration most) {
        Map<Mac, Outcome> outcomes = each(settings.release(), macs, 0, most);
        outcomes.forEach((mac, outcome) -> {
            if (outcome.holds()) {
                holding.remove(mac);
                owed.remove(mac);
            }
        });
        Outcome worst = worst(outcomes);
        return worst.holds() ? Outcome.unconfirmed(Reason.RELEASED, worst.detail()) : worst;
    }

    /// Runs the program for each, several at once, and waits for all.
    private Map<Mac, Outcome> each(
            Template template, Map<Mac, String> macs, long seconds, Duration most) {
        long until = System.nanoTime() + most.toNanos();
        long since = givenWay.get();
        var outcomes = new LinkedHashMap<Mac, Outcome>();
        var todo = new ArrayList<>(macs.keySet());
        for (int from = 0; from < todo.size(); from += MOST_AT_ONCE) {
            var running = new LinkedHashMap<Mac, CompletableFuture<Outcome>>();
            for (Mac mac : todo.subList(from, Math.min(todo.size(), from + MOST_AT_ONCE))) {
                List<String> line = template.filled(mac, macs.getOrDefault(mac, ""), seconds);
                running.put(
                        mac,
                        CompletableFuture.supplyAsync(
                                () ->
                                        givenWay.get() == since
                                                ? outcome(line, mac, until)
                                                : givenUp(mac),
                                RUNNERS));
            }
            running.forEach((mac, outcome) -> outcomes.put(mac, outcome.join()));
        }
        return outcomes;
    }

    private static Outcome givenUp(Mac mac) {
        return Outcome.failed(Reason.COMMAND_GIVEN_UP, mac + ": not done, all are to be let go");
    }

    private Outcome outcome(List<String> line, Mac mac, long until) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        Duration most = left.compareTo(settings.timeout()) < 0 ? left : settings.timeout();
        if (!most.isPositive()) {
            return Outcome.failed(
                    Reason.COMMAND_TIMED_OUT, mac + ": no time was left to run " + line.getFirst());
        }
        Ran ran = runner.run(line, most);
        if (ran.trouble().isPresent()) {
            return Outcome.failed(ran.trouble().orElseThrow(), mac + ": " + ran.words());
        }
        String said = ran.words().isEmpty() ? "" : ", and says: " + ran.words();
        String words = mac + ": " + line.getFirst() + " ended with " + ran.exit() + said;
        if (ran.exit() == 0) {
            return Outcome.unconfirmed(Reason.COMMAND_DONE, words);
        }
        CommandSettings.Refusal refusal = settings.exits().get(ran.exit());
        if (refusal == null) {
            return Outcome.failed(Reason.COMMAND_FAILED, words);
        }
        return Outcome.refused(
                switch (refusal) {
                    case NOT_IN_PATH -> Reason.NOT_IN_PATH;
                    case PROTECTED -> Reason.PROTECTED;
                },
                words);
    }

    private static Outcome worst(Map<Mac, Outcome> outcomes) {
        Outcome worst = Outcome.unconfirmed(Reason.COMMAND_DONE, "nothing was to be done");
        int rank = -1;
        for (Outcome one : outcomes.values()) {
            int its =
                    switch (one.kind()) {
                        case FAILED -> 2;
                        case REFUSED -> 1;
                        default -> 0;
                    };
            if (its > rank) {
                worst = one;
                rank = its;
            }
        }
        return worst;
    }

    @Override
    public void giveWay() {
        givenWay.incrementAndGet();
        runner.giveUp();
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        return held(settings.timeout());
    }

    /// @return empty when the program fails, or writes anything but MACs with or without a case
    private Optional<Map<Mac, String>> held(Duration most) {
        Duration bounded = most.compareTo(settings.timeout()) < 0 ? most : settings.timeout();
        Ran ran = runner.run(settings.held().line(), bounded);
        if (ran.trouble().isPresent() || ran.exit() != 0) {
            LOG.warn("{}: what is held is not said: {}", name(), ran.words());
            return Optional.empty();
        }
        var held = new LinkedHashMap<Mac, String>();
        for (String line : ran.out().lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (line.isBlank()) {
                continue;
            }
            if (words.length > 2 || !Template.isCase(words.length == 2 ? words[1] : "none")) {
                LOG.warn("{}: wrote a line that is no MAC with its case", name());
                return Optional.empty();
            }
            try {
                held.put(Mac.parse(words[0]), words.length == 2 ? words[1] : "none");
            } catch (IllegalArgumentException e) {
                LOG.warn("{}: wrote a line that is no MAC with its case", name());
                return Optional.empty();
            }
        }
        return Optional.of(held);
    }

    /// Ends the thread that pays what is owed.
    @Override
    public void close() {
        owing.shutdown();
    }
}
