package org.tapwarden.appliance.run;

import java.util.ArrayDeque;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.spool.SpoolQueue;

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
    private final SpoolQueue spool;

    FlowGate(SpoolQueue spool) {
        this.spool = spool;
    }

    /// @param change the number of the last change that the record rests on
    void put(long change, byte[] record) {
        if (waiting.size() == CAPACITY) {
            spool.dropped();
            return;
        }
        waiting.add(new Waiting(change, record));
    }

    /// Lets through what rests on changes up to this one.
    void open(long committed) {
        while (!waiting.isEmpty() && waiting.getFirst().change <= committed) {
            boolean _ = spool.offer(waiting.removeFirst().record); // what it refuses it counts
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
