package org.tapwarden.enforcer.reset;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/// What the reset driver counted since its start. One thread counts, any may read.
public final class Tally {

    /// What is counted, each frame under at least one.
    public enum Of {
        /// Frames that the filter in the kernel let through.
        RECEIVED,
        /// Resets that were sent; up to two for a segment.
        RESETS,
        /// ICMP and ICMPv6 unreachables that were sent.
        UNREACHABLES,
        /// Our own frames on the tap: the injecting port is mirrored, and should not be.
        OWN_FRAMES,
        /// Segments that reset already, which are never answered.
        RESETS_SEEN,
        /// The filter compares less than all of an address, or a lease ended meanwhile.
        NOT_RESTRICTED,
        /// Neither TCP nor UDP, or nothing that may be answered: a group, DHCP, a later fragment.
        NOT_ANSWERED,
        BROKEN,
        /// The device sent from a protected address: the far end is left alone.
        CLAIMED_PROTECTED,
        /// Resets that were not sent, since the lease or all had sent enough in this second.
        RESETS_CAPPED,
        UNREACHABLES_CAPPED,
        SEND_FAILED,
        /// Lost between the filter and us.
        DROPPED
    }

    private final AtomicLongArray counts = new AtomicLongArray(Of.values().length);

    void add(Of what) {
        add(what, 1);
    }

    void add(Of what, long how) {
        counts.lazySet(what.ordinal(), counts.getPlain(what.ordinal()) + how);
    }

    public long of(Of what) {
        return counts.get(what.ordinal());
    }

    public Map<Of, Long> all() {
        var all = new EnumMap<Of, Long>(Of.class);
        for (Of what : Of.values()) {
            all.put(what, of(what));
        }
        return all;
    }
}
