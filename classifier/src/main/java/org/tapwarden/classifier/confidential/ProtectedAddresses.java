package org.tapwarden.classifier.confidential;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.protocol.Telling;

/// Addresses that were answered for names of protected destinations, so that flows to them without
/// a readable name are protected, too. Nobody remembers who asked, nor for which name.
///
/// Bounded: the address that was answered longest ago goes first. An entry is not taken out when
/// its time is over, since a flow that began before is asked about until it ends; it says nothing
/// of anybody. A private address is never one: a filter that answers with itself must not hide what
/// is said to it. Any thread may ask and add.
public final class ProtectedAddresses {

    static final int CAPACITY = Caps.of(16_384, 16);

    /// Clients use an answer a little longer than its time to live, and a connection may start
    /// late.
    static final long GRACE_NANOS = 60_000_000_000L;

    static final long MAX_TTL_SECONDS = 86_400;

    private final Map<Address, Long> until = new ConcurrentHashMap<>();

    /// In the order in which they were answered last. Guarded by this.
    private final Set<Address> order = new LinkedHashSet<>();

    private long displaced;

    /// Takes the addresses of an answer about a protected name.
    public synchronized void add(Telling.NameAnswered answer, long atNanos) {
        long ttl = Math.max(0, Math.min(answer.ttlSeconds(), MAX_TTL_SECONDS));
        long end = atNanos + ttl * 1_000_000_000L + GRACE_NANOS;
        for (int i = 0; i < answer.addresses().size(); i++) {
            Address address = answer.addresses().get(i);
            if (!isPublic(address)) {
                continue;
            }
            if (!order.remove(address) && order.size() == CAPACITY) {
                Iterator<Address> oldest = order.iterator();
                until.remove(oldest.next());
                oldest.remove();
                displaced++;
            }
            order.add(address);
            until.merge(address, end, Math::max);
        }
    }

    /// Whether a flow that began at that time may have meant a protected destination by the
    /// address.
    public boolean holds(Address address, long beganNanos) {
        if (until.isEmpty()) {
            return false;
        }
        Long end = until.get(address);
        return end != null && end >= beganNanos;
    }

    /// Whether a name looks the other way round for an address that is one.
    public boolean holdsReverse(@Nullable String question, long atNanos) {
        if (question == null || until.isEmpty()) {
            return false;
        }
        Address address = ReverseName.address(question);
        return address != null && holds(address, atNanos);
    }

    private static boolean isPublic(Address address) {
        if (address.isUnspecified() || address.isMulticast() || address.isLinkLocal()) {
            return false;
        }
        if (!address.isIpv4()) {
            boolean local = address.high() >>> 57 == 0xfc >>> 1; // fc00::/7, RFC 4193
            return !local && !(address.high() == 0 && address.low() == 1);
        }
        int bits = address.ipv4Bits();
        int first = bits >>> 24;
        boolean isPrivate = // RFC 1918, RFC 6598
                first == 10
                        || bits >>> 20 == 0xac1
                        || bits >>> 16 == 0xc0a8
                        || bits >>> 22 == 0x6440 >>> 6;
        return !isPrivate && first != 0 && first != 127;
    }

    /// Addresses that went since there was no more room.
    public synchronized long displaced() {
        return displaced;
    }
}
