package org.tapwarden.enforcer.snmp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// The conversations of one act: several switches are asked at once, each on a thread of its own,
/// and one that is silent holds up no other. All are over at the act's end, or when it is given up.
final class Act implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Act.class);

    /// What is asked of one switch.
    @FunctionalInterface
    interface Question<T> {
        T ask(Talk talk) throws NoAnswer;
    }

    /// What became of it.
    sealed interface Said<T> {}

    record Answer<T>(T value) implements Said<T> {}

    record Nothing<T>(NoAnswer why) implements Said<T> {}

    private final long untilNanos;
    private final Map<String, Talk> talks = new ConcurrentHashMap<>();
    private final List<FutureTask<?>> open = new ArrayList<>();
    private boolean over;
    private boolean givenUp;

    Act(Duration most) {
        untilNanos = System.nanoTime() + most.toNanos();
    }

    /// One question for each switch.
    <T> Map<Switch, Said<T>> ask(Map<Switch, ? extends Question<T>> questions) {
        var asked = new LinkedHashMap<Switch, FutureTask<T>>();
        questions.forEach((to, question) -> asked.put(to, begin(to, question)));
        var said = new LinkedHashMap<Switch, Said<T>>();
        asked.forEach((to, task) -> said.put(to, end(to, task)));
        return said;
    }

    private <T> FutureTask<T> begin(Switch to, Question<T> question) {
        var task = new FutureTask<T>(() -> question.ask(talk(to)));
        synchronized (this) {
            open.add(task);
            if (over) {
                task.cancel(true);
            }
        }
        Thread.ofVirtual().name("switch-" + to.name()).start(task);
        return task;
    }

    private <T> Said<T> end(Switch to, FutureTask<T> task) {
        try {
            long left = Math.max(0, untilNanos - System.nanoTime());
            return new Answer<>(task.get(left, TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoAnswer why) {
                return new Nothing<>(isGivenUp() ? givenUp(to) : why);
            }
            LOG.error("switch {}: a bug met its answers", to.name(), e.getCause());
            return new Nothing<>(
                    new NoAnswer(
                            Reason.SWITCH_MALFORMED_ANSWER,
                            to + ": its answers met a bug of ours"));
        } catch (TimeoutException e) {
            return new Nothing<>(
                    new NoAnswer(Reason.SWITCH_TOO_SLOW, to + ": too slow, it was not waited for"));
        } catch (CancellationException e) {
            return new Nothing<>(givenUp(to));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Nothing<>(givenUp(to));
        } finally {
            task.cancel(true);
            synchronized (this) {
                open.remove(task);
            }
        }
    }

    private static NoAnswer givenUp(Switch to) {
        return new NoAnswer(Reason.SWITCH_GIVEN_UP, to + ": not waited for, all are to be let go");
    }

    /// One conversation with each switch, for all questions of the act.
    private Talk talk(Switch to) throws NoAnswer {
        Talk known = talks.get(to.name());
        if (known != null) {
            return known;
        }
        Talk talk = Talk.open(to);
        synchronized (this) {
            if (!over) {
                talks.put(to.name(), talk);
                return talk;
            }
        }
        talk.close();
        throw givenUp(to);
    }

    private synchronized boolean isGivenUp() {
        return givenUp;
    }

    /// Ends every wait at once; what is asked from now on is not asked. From any thread.
    synchronized void giveUp() {
        givenUp = true;
        over = true;
        open.forEach(task -> task.cancel(true));
    }

    @Override
    public void close() {
        synchronized (this) {
            over = true;
            open.forEach(task -> task.cancel(true));
        }
        talks.values().forEach(Talk::close);
    }
}
