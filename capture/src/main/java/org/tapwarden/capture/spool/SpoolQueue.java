package org.tapwarden.capture.spool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tapwarden.capture.Caps;

/// Puts records into a spool from a thread of its own, so that who has them waits for no disk: one
/// that does not answer costs records, by number, and nobody's time.
public final class SpoolQueue implements AutoCloseable {

    /// Most bytes of records that wait; beyond it they are dropped and counted by {@link
    /// Spool#drops}.
    public static final int MOST_BYTES = Caps.of(32 << 20, 1 << 18);

    /// How long closing waits for a disk.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Spool spool;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// These are guarded by the lock.
    private ArrayDeque<byte[]> waiting = new ArrayDeque<>();

    private ArrayDeque<byte[]> taken = new ArrayDeque<>();
    private int bytes;
    private boolean closed;

    public SpoolQueue(Spool spool) {
        this.spool = spool;
        this.thread = Thread.ofPlatform().daemon().name("spool-append").start(this::run);
    }

    /// Takes a record, in the order of the calls, or counts that it could not.
    ///
    /// @return whether it will be appended
    public boolean offer(byte[] record) {
        lock.lock();
        try {
            if (closed || bytes + record.length > MOST_BYTES) {
                spool.droppedAhead();
                return false;
            }
            waiting.add(record);
            bytes += record.length;
            if (waiting.size() == 1) {
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Counts a record that whoever holds it must drop before it can be offered.
    public void dropped() {
        spool.droppedAhead();
    }

    private void run() {
        while (take()) {
            int length = 0;
            for (byte[] record : taken) {
                spool.append(record);
                length += record.length;
            }
            done(length);
        }
    }

    /// @return false when there is nothing any more
    private boolean take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            ArrayDeque<byte[]> next = waiting;
            waiting = taken;
            taken = next;
            return !taken.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void done(int length) {
        lock.lock();
        try {
            taken.clear();
            bytes -= length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all that was offered is appended.
    ///
    /// @return false when the time was too short
    public boolean drain(Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (bytes > 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Appends what waits, unless the disk does not answer: what is left then is counted as
    /// dropped.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(PATIENCE)) {
                giveUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp() {
        lock.lock();
        try {
            waiting.forEach(_ -> spool.droppedAhead());
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }
}
