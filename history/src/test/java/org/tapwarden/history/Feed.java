package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// Flows that keep coming, numbered, and which of them the spool took and confirmed.
final class Feed implements AutoCloseable {

    private static final int A_ROUND = 50;

    /// So many to a second of their time, so that no window of a search has too many.
    private static final int A_SECOND = 10;

    private static final int WINDOW_SECONDS = 900;

    private record Sent(long id, long offset) {}

    private final Spool spool;
    private final Thread thread;
    private final Deque<Sent> unconfirmed = new ArrayDeque<>();
    private final List<Long> taken = new ArrayList<>();
    private final List<Long> confirmed = new ArrayList<>();
    private long number;
    private int told;
    private volatile long sent;
    private final AtomicLong dropped = new AtomicLong();
    private volatile long confirmedCount;
    private volatile boolean stopping;

    /// @param first number of the first flow
    Feed(Spool spool, long first) {
        this.spool = spool;
        this.number = first - 1;
        this.thread = Thread.ofPlatform().name("feed").start(this::run);
    }

    private void run() {
        while (!stopping) {
            for (int i = 0; i < A_ROUND; i++) {
                number++;
                long offset = spool.append(FlowCodec.encode(Flows.flow(number, end(number))));
                if (offset == Spool.DROPPED) {
                    dropped.incrementAndGet();
                } else {
                    taken.add(number);
                    unconfirmed.add(new Sent(number, offset));
                }
            }
            sent = number;
            confirm();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private synchronized void confirm() {
        long forced = spool.forced();
        while (!unconfirmed.isEmpty() && unconfirmed.getFirst().offset() <= forced) {
            confirmed.add(unconfirmed.removeFirst().id());
        }
        confirmedCount = confirmed.size();
    }

    /// Ranges of numbers, from and to, that were confirmed since the last call.
    synchronized void newlyConfirmed(BiConsumer<Long, Long> range) {
        while (told < confirmed.size()) {
            long from = confirmed.get(told++);
            long to = from;
            while (told < confirmed.size() && confirmed.get(told) == to + 1) {
                to = confirmed.get(told++);
            }
            range.accept(from, to);
        }
    }

    boolean isGoingOn(long most) {
        return sent < most;
    }

    static Instant end(long number) {
        return Flows.DAY.plusMillis(number * 1_000 / A_SECOND);
    }

    long dropped() {
        return dropped.get();
    }

    long confirmedCount() {
        return confirmedCount;
    }

    /// Sends no more; then it can be asked what it sent.
    void stop() {
        stopping = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    long sent() {
        return number;
    }

    List<Long> taken() {
        return taken;
    }

    List<Long> confirmed() {
        confirm();
        return confirmed;
    }

    /// The numbers of all flows that can be found, up to one.
    static List<Long> found(FlowHistory history, long last) throws SearchRefused {
        List<Long> ids = new ArrayList<>();
        Instant from = Flows.DAY;
        while (!from.isAfter(end(last))) {
            Instant to = from.plus(Duration.ofSeconds(WINDOW_SECONDS));
            FlowSearch.Answer answer =
                    history.search(Opened.request("counts them", from, to, FlowSearch.MOST_ROWS));
            assertThat(answer.matched()).isEqualTo(answer.rows().size());
            answer.rows().forEach(flow -> ids.add(flow.identity().flow()));
            from = to;
        }
        return ids;
    }
}
