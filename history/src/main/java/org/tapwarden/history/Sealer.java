package org.tapwarden.history;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.ThreadInterruptedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that seals indexes which may not grow any more, one after the other: merging a day
/// takes up to a minute, and neither writing nor searching may wait for it.
final class Sealer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(30);

    /// Of one index that is damaged inside, until the next start.
    private static final int MOST_TRIES = 5;

    private static final int LONGEST_PAUSE = 10;

    private final InstantSource wall;
    private final long spool;
    private final Thread thread;
    private final BlockingQueue<Partition> waiting = new LinkedBlockingQueue<>();
    private final Map<PartitionKey, Integer> tries = new HashMap<>();
    private final LongAdder sealed = new LongAdder();
    private final LongAdder diskErrors = new LongAdder();

    private final Afterwards afterwards;

    private volatile @Nullable Partition working;
    private volatile boolean stopping;

    /// What is to be done when there is nothing to seal.
    interface Afterwards {
        /// @return whether there is more
        boolean step() throws IOException;
    }

    Sealer(long spool, InstantSource wall, Afterwards afterwards) {
        this.afterwards = afterwards;
        this.spool = spool;
        this.wall = wall;
        this.thread = new Thread(this, "history-sealer");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /// Hands an index over, with its writer.
    void seal(Partition closed) {
        waiting.add(closed);
    }

    boolean isIdle() {
        return waiting.isEmpty() && working == null;
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                Partition next = waiting.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    working = next;
                    work(next);
                    working = null;
                } else {
                    goOn();
                }
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
        Thread.interrupted(); // an index that is let go of must not take it for its own
        waiting.forEach(this::letGo);
    }

    private void goOn() throws InterruptedException {
        try {
            while (!stopping && waiting.isEmpty() && afterwards.step()) {
                // one after the other
            }
        } catch (ThreadInterruptedException e) {
            stopping = true;
        } catch (IOException | IllegalStateException e) {
            if (stopping) {
                return;
            }
            diskErrors.increment();
            LOG.warn("a hold could not be copied, tried again: {}", e.toString());
            TimeUnit.NANOSECONDS.sleep(AFTER_TROUBLE.toNanos());
        }
    }

    private void work(Partition partition) throws InterruptedException {
        try {
            if (!partition.isOpenForWriting()) {
                partition.openWriter(spool);
            }
            if (partition.seal(wall.instant())) {
                sealed.increment();
                LOG.info("sealed {}", partition.key().sentence());
            }
        } catch (IOException | IllegalStateException | ThreadInterruptedException e) {
            letGo(partition);
            if (!stopping && !partition.isDestroyed()) {
                tryAgain(partition, e);
            }
        }
    }

    /// A disk may be well again; an index that is damaged inside stays so, and is found as it is.
    private void tryAgain(Partition partition, Exception trouble) throws InterruptedException {
        diskErrors.increment();
        String what = partition.key().sentence();
        int times = tries.merge(partition.key(), 1, Integer::sum);
        if (times >= MOST_TRIES && SetAside.isAtBottomOf(trouble)) {
            LOG.error("{} stay unsealed until the next start: {}", what, trouble.toString());
            return;
        }
        LOG.warn("{} could not be sealed, tried again: {}", what, trouble.toString());
        int pauses = Math.min(times, LONGEST_PAUSE);
        TimeUnit.NANOSECONDS.sleep(AFTER_TROUBLE.multipliedBy(pauses).toNanos());
        waiting.add(partition);
    }

    private void letGo(Partition partition) {
        try {
            partition.closeWriter();
        } catch (IOException | AlreadyClosedException e) {
            LOG.warn("an index of the flow history did not close in order: {}", e.toString());
        }
    }

    /// Gives up what is under way: it is begun again after the next start.
    void stop() {
        stopping = true;
        Partition busy = working;
        if (busy != null) {
            letGo(busy);
        }
        thread.interrupt();
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

    long sealed() {
        return sealed.sum();
    }

    long diskErrors() {
        return diskErrors.sum();
    }
}
