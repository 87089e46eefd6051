package org.tapwarden.enforcer.reset;

import java.util.Set;
import java.util.function.Predicate;
import org.tapwarden.capture.Address;
import org.tapwarden.enforcer.order.Subject;

/// One lease: whose connections are ended, to where, and until when. Whether it still holds any
/// thread may ask; everything else belongs to the thread that answers.
final class Restriction {

    /// Addresses of one device that are judged; of more the far end is left alone.
    static final int MOST_JUDGED = 64;

    private final String caseId;
    private final Subject subject;
    private final Set<Address> destinations;
    private final long[] destinationBits;
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
            Set<Address> destinations,
            ResetSettings.Caps caps,
            long untilNanos,
            long nanos) {
        this.caseId = caseId;
        this.subject = subject;
        this.destinations = Set.copyOf(destinations);
        this.destinationBits = bits(destinations);
        this.resets = new Allowance(caps.resets(), nanos);
        this.unreachables = new Allowance(caps.unreachables(), nanos);
        this.untilNanos = untilNanos;
    }

    private static long[] bits(Set<Address> addresses) {
        long[] bits = new long[2 * addresses.size()];
        int i = 0;
        for (Address address : addresses) {
            bits[i++] = address.high();
            bits[i++] = address.low();
        }
        return bits;
    }

    String caseId() {
        return caseId;
    }

    Subject subject() {
        return subject;
    }

    boolean isFor(Subject other, Set<Address> theirs) {
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

    boolean covers(long peerHigh, long peerLow) {
        for (int i = 0; i < destinationBits.length; i += 2) {
            if (destinationBits[i] == peerHigh && destinationBits[i + 1] == peerLow) {
                return true;
            }
        }
        return destinationBits.length == 0;
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
