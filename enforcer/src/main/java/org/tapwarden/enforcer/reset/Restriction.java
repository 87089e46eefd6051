package org.tapwarden.enforcer.reset;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.order.Subject;

/// One lease: whose connections are ended, to where, and until when. Whether it still holds any
/// thread may ask; everything else belongs to the thread that answers.
final class Restriction {

    /// Addresses of one device that are judged; of more the far end is left alone.
    static final int MOST_JUDGED = 64;

    static final int ANY_PORT = -1;

    private static final int HALF = 64;

    private final String caseId;
    private final Subject subject;
    private final Set<Destination> destinations;

    // One of each for a destination, so that a frame makes no object.
    private final long[] networkHigh;
    private final long[] networkLow;
    private final int[] bits;
    private final int[] ports;
    private final boolean namesPorts;

    private final Allowance resets;
    private final Allowance unreachables;
    private final long[] judged = new long[2 * MOST_JUDGED];
    private final boolean[] allowed = new boolean[MOST_JUDGED];
    private int judgedCount;
    private volatile long untilNanos;

    /// @param destinations only connections with these are ended; with anybody when empty
    Restriction(
            String caseId,
            Subject subject,
            Set<Destination> destinations,
            ResetSettings.Caps caps,
            long untilNanos,
            long nanos) {
        this.caseId = caseId;
        this.subject = subject;
        this.destinations = Set.copyOf(destinations);
        List<Destination> all = List.copyOf(destinations);
        this.networkHigh = all.stream().mapToLong(d -> d.network().network().high()).toArray();
        this.networkLow = all.stream().mapToLong(d -> d.network().network().low()).toArray();
        this.bits = all.stream().mapToInt(d -> d.network().bits()).toArray();
        this.ports = all.stream().mapToInt(Destination::port).toArray();
        this.namesPorts = all.stream().anyMatch(d -> d.port() != 0);
        this.resets = new Allowance(caps.resets(), nanos);
        this.unreachables = new Allowance(caps.unreachables(), nanos);
        this.untilNanos = untilNanos;
    }

    String caseId() {
        return caseId;
    }

    Subject subject() {
        return subject;
    }

    boolean isFor(Subject other, Set<Destination> theirs) {
        return subject.equals(other) && destinations.equals(theirs);
    }

    void until(long nanos) {
        untilNanos = nanos;
    }

    boolean holds(long nanos) {
        return untilNanos - nanos > 0;
    }

    Allowance resets() {
        return resets;
    }

    Allowance unreachables() {
        return unreachables;
    }

    /// Whether it must be asked again when the ports are known.
    boolean namesPorts() {
        return namesPorts;
    }

    /// @param peerPort {@link #ANY_PORT} as long as it is not known
    boolean covers(long peerHigh, long peerLow, int peerPort) {
        for (int i = 0; i < bits.length; i++) {
            boolean onPort = ports[i] == 0 || peerPort == ANY_PORT || ports[i] == peerPort;
            if (onPort && contains(i, peerHigh, peerLow)) {
                return true;
            }
        }
        return bits.length == 0;
    }

    private boolean contains(int i, long high, long low) {
        int leading = bits[i];
        long highMask = leading >= HALF ? -1 : -1L << (HALF - leading);
        long lowMask = leading <= HALF ? 0 : -1L << (2 * HALF - leading);
        return ((high ^ networkHigh[i]) & highMask) == 0
                && ((low ^ networkLow[i]) & lowMask) == 0
                && isIpv4(high, low) == isIpv4(networkHigh[i], networkLow[i]);
    }

    private static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /// Whether the far end may believe that the device has this address. Each is judged once.
    boolean mayHave(long high, long low, Predicate<Address> isProtected) {
        for (int i = 0; i < judgedCount; i++) {
            if (judged[2 * i] == high && judged[2 * i + 1] == low) {
                return allowed[i];
            }
        }
        if (judgedCount == MOST_JUDGED) {
            return false;
        }
        judged[2 * judgedCount] = high;
        judged[2 * judgedCount + 1] = low;
        allowed[judgedCount] = !isProtected.test(new Address(high, low));
        return allowed[judgedCount++];
    }
}
