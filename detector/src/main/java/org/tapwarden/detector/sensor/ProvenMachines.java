package org.tapwarden.detector.sensor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.approved.ApprovedList;

/// Approves machines that proved themselves in 802.1X, for {@link #LASTS} after the last time.
///
/// What the office said of a MAC stands: a machine that it retired is not approved by its
/// certificate, and an approval that ended does not begin again. Owned by the deciding thread.
final class ProvenMachines {

    /// A machine that is not seen for so long has to prove itself again.
    static final Duration LASTS = Duration.ofDays(30);

    /// Machines of which the last approval is remembered; kept once a day for each.
    static final int CAPACITY = 10_000;

    private static final Duration RENEWED = Duration.ofDays(1);

    private final Outlet outlet;
    private final Map<Long, Long> approvedNanos = new LinkedHashMap<>();
    private long putOff;

    ProvenMachines(Outlet outlet) {
        this.outlet = outlet;
    }

    void authenticated(long mac, String name, @Nullable Approval known, long atNanos) {
        var address = new Mac(mac);
        boolean said = known != null && known.origin() != Approval.Origin.MACHINE;
        if (mac == 0 || address.isGroup() || said) {
            return;
        }
        long since = approvedNanos.getOrDefault(mac, Long.MIN_VALUE);
        if (since != Long.MIN_VALUE && atNanos - since < RENEWED.toNanos()) {
            return;
        }
        Instant at = Instant.ofEpochSecond(0, atNanos);
        Instant ends = at.plus(LASTS);
        boolean fresh = known != null && known.expiresMillis() > ends.minus(RENEWED).toEpochMilli();
        if (fresh) {
            return;
        }
        if (!approvedNanos.containsKey(mac) && approvedNanos.size() == CAPACITY && !room(atNanos)) {
            putOff++;
            return;
        }
        approvedNanos.put(mac, atNanos);
        outlet.approve(
                new ApprovedList.Entry(address, name, "", "", "", "", "", "", "", "", ends),
                Devices.PROVED_ITSELF,
                at.toEpochMilli());
    }

    /// Those of yesterday need not be remembered.
    private boolean room(long atNanos) {
        return approvedNanos.values().removeIf(n -> atNanos - n >= RENEWED.toNanos());
    }

    /// Approvals that wait for the machine's next time, since too many came in one day.
    long putOff() {
        return putOff;
    }
}
