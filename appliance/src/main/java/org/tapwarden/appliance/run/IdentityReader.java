package org.tapwarden.appliance.run;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.detector.identity.Identifications;
import org.tapwarden.detector.identity.Identifications.Numbered;

/// Reads the console's journal of identifications on from a number, on a thread of its own: the
/// deciding thread takes what is ready and never waits for a disk.
final class IdentityReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityReader.class);
    private static final int AT_A_TIME = 500;
    private static final long EVERY_MILLIS = 100;

    private final Identifications journal;
    private final BlockingQueue<Numbered> ready = new ArrayBlockingQueue<>(2 * AT_A_TIME);
    private final Thread thread;
    private long number;
    private boolean failing;
    private volatile boolean closing;

    /// @param from the number behind which it begins
    IdentityReader(Identifications journal, long from) {
        this.journal = journal;
        this.number = from;
        this.thread = Thread.ofPlatform().daemon().name("identities").unstarted(this::read);
    }

    void start() {
        thread.start();
    }

    private void read() {
        try {
            while (!closing) {
                List<Numbered> rows = rows();
                for (Numbered row : rows) {
                    while (!closing && !ready.offer(row, EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                        // the deciding thread has more to do
                    }
                    number = row.number();
                }
                if (rows.size() < AT_A_TIME) {
                    Thread.sleep(EVERY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Numbered> rows() {
        try {
            List<Numbered> rows = journal.after(number, AT_A_TIME);
            failing = false;
            return rows;
        } catch (IllegalStateException e) {
            if (!failing) {
                LOG.warn("identifications cannot be read, trying again: {}", e.getMessage());
            }
            failing = true;
            return List.of();
        }
    }

    /// Hands out what is ready, in its order; answers how many.
    int drain(Consumer<Numbered> to) {
        int taken = 0;
        for (Numbered row = ready.poll(); row != null; row = ready.poll()) {
            to.accept(row);
            taken++;
        }
        return taken;
    }

    /// Waits for the read that goes on.
    @Override
    public void close() {
        closing = true;
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
