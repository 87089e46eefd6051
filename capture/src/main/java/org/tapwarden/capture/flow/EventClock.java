package org.tapwarden.capture.flow;

import org.tapwarden.capture.header.Fault;

/// Event time: the frames' own clock, made fit to reason with. It never runs back.
///
/// A frame more than an hour ahead of event time or behind it is a fault and is processed at the
/// current event time. A step ahead is believed once enough frames in a row agree on it, since
/// captures hold true gaps of years and one broken timestamp must not end every flow.
final class EventClock {

    static final long TOLERANCE_NANOS = 3_600_000_000_000L;

    /// Frames that must agree before a step is believed, in replay and live.
    static final int REPLAY_AGREEMENT = 2;

    static final int LIVE_AGREEMENT = 100;

    private final int agreement;
    private boolean started;
    private long now;
    private long candidate;
    private int agreeing;

    EventClock(int agreement) {
        this.agreement = agreement;
    }

    /// Sets the clock before the first frame.
    void start(long nanos) {
        if (!started) {
            started = true;
            now = nanos;
        }
    }

    boolean isStarted() {
        return started;
    }

    long now() {
        return now;
    }

    /// Reads a frame's timestamp and answers what is wrong with it, if anything.
    Fault see(long nanos) {
        start(nanos);
        long ahead = nanos - now;
        if (ahead < -TOLERANCE_NANOS) {
            return Fault.CLOCK_BEHIND;
        }
        if (ahead <= TOLERANCE_NANOS) {
            agreeing = 0;
            now = Math.max(now, nanos);
            return Fault.NONE;
        }
        boolean agrees = agreeing > 0 && Math.abs(nanos - candidate) <= TOLERANCE_NANOS;
        agreeing = agrees ? agreeing + 1 : 1;
        candidate = nanos;
        if (agreeing < agreement) {
            return Fault.CLOCK_AHEAD;
        }
        agreeing = 0;
        now = nanos;
        return Fault.NONE;
    }
}
