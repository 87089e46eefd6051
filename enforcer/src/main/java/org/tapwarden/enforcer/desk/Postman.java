package org.tapwarden.enforcer.desk;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.order.Clocks;

/// Empties the outbox on a thread of its own, since a mail server may take its time. Sends first
/// and notes it afterwards: killed between the two, the mail goes twice under one Message-ID.
public final class Postman implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    private static final int AT_ONCE = 16;
    private static final long PAUSE_MILLIS = 500;

    private final EnforcerStore store;
    private final Post post;
    private final Clocks clocks;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean hurried;
    private volatile boolean closing;

    public Postman(EnforcerStore store, Post post, Clocks clocks) {
        this.store = store;
        this.post = post;
        this.clocks = clocks;
        this.thread = Thread.ofPlatform().name("enforcer-postman").unstarted(this::carry);
    }

    public void start() {
        thread.start();
    }

    /// Something was queued.
    public void hurry() {
        lock.lock();
        try {
            hurried = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    private void carry() {
        while (!closing) {
            int carried = 0;
            try {
                carried = round();
            } catch (RuntimeException e) {
                LOG.error("a round of mails failed", e);
            }
            if (carried == 0) {
                pause();
            }
        }
    }

    /// @return how many were tried
    int round() {
        List<Outbox.Mail> due = store.committed(c -> Outbox.due(c, clocks.now(), AT_ONCE));
        for (Outbox.Mail mail : due) {
            if (closing) {
                break;
            }
            Optional<String> trouble = post.send(mail);
            store.committed(c -> {
                if (trouble.isEmpty()) {
                    Outbox.sent(c, mail);
                } else {
                    Outbox.postponed(c, mail, trouble.orElseThrow(), clocks.now());
                }
                return mail.id();
            });
        }
        return due.size();
    }

    private void pause() {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
            while (!hurried && !closing && left > 0) {
                left = wake.awaitNanos(left);
            }
            hurried = false;
        } catch (InterruptedException e) {
            closing = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closing = true;
        hurry();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
