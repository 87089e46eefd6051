package org.tapwarden.appliance.run;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.spool.Spool;

/// Holds a flow record back until the rows of its endpoints are on the disk. Owned by the deciding
/// thread.
final class FlowGate {

    /// Records that wait for the sensor's store; beyond it they are dropped and counted.
    static final int CAPACITY = Caps.of(200_000, 16);

    /// A record, and the change it rests on.
    private static final class Waiting {
        private final long change;
        private final byte[] record;

        Waiting(long change, byte[] record) {
            this.change = change;
            this.record = record;
        }
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Spool spool;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    FlowGate(Spool spool) {
        this.spool = spool;
    }

    /// @param change the number of the last change that the record rests on
    void put(long change, byte[] record) {
        if (waiting.size() == CAPACITY) {
            dropped.incrementAndGet();
            return;
        }
        waiting.add(new Waiting(change, record));
    }

    /// Lets through what rests on changes up to this one.
    void open(long committed) {
        while (!waiting.isEmpty() && waiting.getFirst().change <= committed) {
            if (spool.append(waiting.removeFirst().record) == Spool.DROPPED) {
                refused.incrementAndGet();
            }
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Records that found the gate full.
    long dropped() {
        return dropped.get();
    }

    /// Records that the spool did not take.
    long refused() {
        return refused.get();
    }
}
