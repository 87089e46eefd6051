package org.tapwarden.detector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Caps;
import org.tapwarden.detector.endpoint.Binding;

/// The writer thread and what waits for it: changes are written in groups, each group in one
/// transaction that is forced to disk.
final class GroupCommit {

    /// Changes that wait for the disk; beyond it ledger rows are dropped and counted, nothing else.
    static final int MOST_WAITING = Caps.of(500_000, 16);

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private final Connection connection;
    private final ChangeWriting writing;
    private final Consumer<Change> committedOne;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition done = lock.newCondition();

    // Guarded by lock.
    private Map<Long, Change.Row> rows = new LinkedHashMap<>();
    private List<Change> changes = new ArrayList<>();
    private long submitted;
    private boolean closing;

    private volatile long committed;
    private volatile @Nullable Exception refusal;
    private final boolean patient;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /// @param connection that commits by hand; the writer thread's alone from {@link #start} on
    /// @param committedOne hears, on the writer thread, of each change that is on the disk
    /// @param patient tries again until the disk takes it, as long as it takes
    GroupCommit(Connection connection, Consumer<Change> committedOne, boolean patient) {
        this.patient = patient;
        this.connection = connection;
        this.writing = new ChangeWriting(connection);
        this.committedOne = committedOne;
        this.thread = Thread.ofPlatform().name("sensor-store").unstarted(this::write);
    }

    void start() {
        thread.start();
    }

    // ---- the deciding thread's side ----

    /// A later row of the same endpoint replaces one that still waits.
    void row(Change.Row row) {
        lock.lock();
        try {
            rows.put(row.id(), row);
            signal();
        } finally {
            lock.unlock();
        }
    }

    void bound(Binding binding) {
        lock.lock();
        try {
            if (changes.size() >= MOST_WAITING) {
                dropped.increment();
                return;
            }
            changes.add(new Change.Bound(binding));
            signal();
        } finally {
            lock.unlock();
        }
    }

    /// @return the change's number
    long submit(Change change) {
        lock.lock();
        try {
            changes.add(change);
            signal();
            return submitted;
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        submitted++;
        work.signal();
    }

    /// Number of the change put in last.
    long submitted() {
        lock.lock();
        try {
            return submitted;
        } finally {
            lock.unlock();
        }
    }

    /// Changes up to this number are on the disk.
    long committed() {
        return committed;
    }

    /// Waits until the change is on the disk.
    ///
    /// @throws IllegalStateException when the disk did not take it and nobody tries any more
    void awaitCommitted(long number) {
        lock.lock();
        try {
            while (committed < number && thread.isAlive()) {
                boolean _ = done.await(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        Exception refused = refusal;
        if (committed < number && refused != null) {
            throw new IllegalStateException(
                    "nothing was changed: " + refused.getMessage(), refused);
        }
    }

    /// Ledger rows that found the queue full.
    long dropped() {
        return dropped.sum();
    }

    /// Times the disk did not take a group.
    long failures() {
        return failures.sum();
    }

    // ---- the writer thread ----

    private void write() {
        while (true) {
            Map<Long, Change.Row> theseRows;
            List<Change> these;
            long through;
            lock.lock();
            try {
                while (rows.isEmpty() && changes.isEmpty() && !closing) {
                    work.await();
                }
                if (rows.isEmpty() && changes.isEmpty()) {
                    return;
                }
                theseRows = rows;
                these = changes;
                rows = new LinkedHashMap<>();
                changes = new ArrayList<>();
                through = submitted;
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            if (!commit(theseRows, these)) {
                return;
            }
            these.forEach(committedOne);
            lock.lock();
            try {
                committed = through;
                done.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Tries until the disk takes it: what was decided must not be lost because a disk was full for
    /// a while. Who is not patient gives up at the first refusal.
    ///
    /// @return whether it is on the disk
    private boolean commit(Map<Long, Change.Row> theseRows, List<Change> these) {
        for (int attempt = 0; ; attempt++) {
            try {
                for (Change.Row row : theseRows.values()) {
                    writing.apply(row);
                }
                for (Change change : these) {
                    writing.apply(change);
                }
                connection.commit();
                return true;
            } catch (SQLException | JsonProcessingException e) {
                failures.increment();
                takeBack();
                if (!patient) {
                    refusal = e;
                    return false;
                }
                if (attempt % 60 == 0) {
                    LOG.error("the sensor's store could not be written, trying again", e);
                }
                pause();
            }
        }
    }

    /// Nothing is tried again before what was tried is gone: it would be there twice.
    private void takeBack() {
        while (true) {
            try {
                Transactions.takeBack(connection);
                return;
            } catch (SQLException e) {
                LOG.warn("what was not committed could not be taken back, trying again", e);
                if (!patient) {
                    return;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes what waits, and ends.
    void close() throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        thread.join();
    }
}
