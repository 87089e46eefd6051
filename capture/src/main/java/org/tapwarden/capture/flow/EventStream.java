package org.tapwarden.capture.flow;

import java.util.concurrent.locks.LockSupport;

/// What one capture thread tells the deciding thread: two rings, and how far it has come.
///
/// Sightings have a ring of their own, so a flood of flow events never costs one. Each event
/// carries the order number of the frame or tick that caused it; within a thread the events come
/// out in the order in which they went in, whichever ring they took.
public final class EventStream {

    /// Kinds of events, by the code in the ring.
    public static final int SIGHTING = 1;

    public static final int FLOW = 2;

    private static final long WAIT_NANOS = 50_000;

    /// How long a reader may read nothing before it counts as gone.
    private static final long GONE_AFTER_NANOS = 1_000_000_000L;

    final ByteRing sightings;
    final ByteRing flows;
    private boolean patient;
    private boolean ending;

    private long order;
    private int shard;
    private long sequence;
    private volatile long completed = Long.MIN_VALUE;
    private long sightingsLost;
    private long flowsLost;
    private volatile long droppedSightings;
    private volatile long droppedFlows;
    private volatile boolean abandoned;

    /// @param patient true in replay, where a full ring waits; live, it counts a drop
    EventStream(int ringBytes, boolean patient) {
        this.sightings = new ByteRing(ringBytes);
        this.flows = new ByteRing(ringBytes);
        this.patient = patient;
    }

    /// Says which frame or tick, and which shard, causes the events written next.
    void cause(long order, int shard) {
        this.order = order;
        this.shard = shard;
    }

    /// Everything caused by this order number and those before has been written.
    void complete(long through) {
        completed = through;
    }

    /// Begins anew, with a reader. Both rings must have been read to their end.
    void reset() {
        completed = Long.MIN_VALUE;
        abandoned = false;
        sightingsLost = 0;
        flowsLost = 0;
        droppedSightings = 0;
        droppedFlows = 0;
    }

    long completed() {
        return completed;
    }

    /// Writes a sighting; the bytes are copied.
    public void sighting(byte[] record, int length) {
        if (!put(sightings, SIGHTING, record, length)) {
            droppedSightings = ++sightingsLost;
        }
    }

    /// Writes a flow event; the bytes are copied.
    public void flow(byte[] record, int length) {
        if (!put(flows, FLOW, record, length)) {
            droppedFlows = ++flowsLost;
        }
    }

    private boolean put(ByteRing ring, int kind, byte[] record, int length) {
        if (length > ring.maxRecord()) {
            return false;
        }
        long number = sequence++;
        if (ring.offer(order, shard, number, kind, record, length)) {
            return true;
        }
        long position = ring.readPosition();
        long sinceNanos = System.nanoTime();
        do {
            if (!patient || abandoned) {
                return false;
            }
            LockSupport.parkNanos(WAIT_NANOS);
            long now = System.nanoTime();
            if (ring.readPosition() != position) {
                position = ring.readPosition();
                sinceNanos = now;
            } else if (ending && now - sinceNanos >= GONE_AFTER_NANOS) {
                abandoned = true;
            }
        } while (!ring.offer(order, shard, number, kind, record, length));
        return true;
    }

    /// The capture ends: from now on no frame can be missed by waiting, so a full ring waits as
    /// long as somebody reads.
    void ending() {
        if (!patient) {
            patient = true;
            ending = true;
        }
    }

    /// The reader has gone: nobody shall wait for it.
    void abandon() {
        abandoned = true;
    }

    /// Sightings that found their ring full. Always 0 in replay.
    public long droppedSightings() {
        return droppedSightings;
    }

    /// Flow events that found their ring full. Always 0 in replay.
    public long droppedFlows() {
        return droppedFlows;
    }
}
