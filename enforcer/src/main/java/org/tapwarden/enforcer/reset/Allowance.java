package org.tapwarden.enforcer.reset;

/// So many a second, and a quarter of a second's worth at once. Used by one thread.
final class Allowance {

    private static final long SECOND = 1_000_000_000L;

    private final long nanosEach;
    private final long most;
    private long saved;
    private long at;

    Allowance(int perSecond, long nanos) {
        this.nanosEach = SECOND / perSecond;
        this.most = Math.max(nanosEach, SECOND / 4);
        this.saved = most;
        this.at = nanos;
    }

    boolean has(long nanos) {
        saved = Math.min(most, saved + Math.max(0, nanos - at));
        at = nanos;
        return saved >= nanosEach;
    }

    void take() {
        saved -= nanosEach;
    }
}
