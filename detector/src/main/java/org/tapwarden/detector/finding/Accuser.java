package org.tapwarden.detector.finding;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;

/// Says whom forged or disrupting frames are reported about.
///
/// Everything in a frame can be made up, its sender's MAC included. Whoever forges frames likes to
/// put the gateway's or a server's MAC into them; so equipment that serves others is never the
/// subject of such a case. The case is then about the segment, and says where to look.
///
/// One reason about one subject is reported once a minute. After {@link #MOST_A_MINUTE} devices in
/// a minute the rest is reported as one, about the segment.
public final class Accuser {

    /// More accused at once are made up, or so many that nobody walks to each.
    public static final int MOST_A_MINUTE = Caps.of(20, 2);

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private record Said(long endpoint, String segment, Reason reason) {}

    private final Scene scene;
    private final CaseKind kind;
    private final Set<Said> told = new HashSet<>();
    private final Set<Long> accused = new HashSet<>();
    private long minuteNanos = Long.MIN_VALUE;
    private long heldBack;

    /// About whom something was told now.
    public enum Told {
        /// Nothing was: it had been told a moment ago.
        NOTHING,
        DEVICE,
        SEGMENT
    }

    public Accuser(Scene scene, CaseKind kind) {
        this.scene = scene;
        this.kind = kind;
    }

    /// Reports about the device, or about the segment where the device is not known, serves others,
    /// or is one of too many.
    ///
    /// @param who whose MAC the frames carry; null when it is nobody's that is known
    /// @param reason when it is about the device
    /// @param unattributed when it is about the segment
    /// @param detail asked for only when it is told: in a flood that is once a minute
    public Told accuse(
            @Nullable Endpoint who,
            Segment where,
            Reason reason,
            Reason unattributed,
            Supplier<String> detail,
            long atNanos) {
        if (minuteNanos == Long.MIN_VALUE || atNanos - minuteNanos >= MINUTE_NANOS) {
            minuteNanos = atNanos;
            told.clear();
            accused.clear();
        }
        boolean device = who != null && !serves(who);
        if (device && who != null) {
            boolean room = accused.contains(who.id()) || accused.size() < MOST_A_MINUTE;
            if (room) {
                accused.add(who.id());
                boolean news = told.add(new Said(who.id(), "", reason));
                if (news) {
                    scene.report(kind, who, new Evidence(who.id(), reason, detail.get(), atNanos));
                }
                return news ? Told.DEVICE : Told.NOTHING;
            }
            heldBack++;
        }
        boolean news = told.add(new Said(0, where.name(), unattributed));
        if (news) {
            scene.report(kind, where, new Evidence(0, unattributed, detail.get(), atNanos));
        }
        return news ? Told.SEGMENT : Told.NOTHING;
    }

    /// Whether it serves others, as the wire or the office says.
    public boolean serves(Endpoint endpoint) {
        if (endpoint.isInfrastructure()) {
            return true;
        }
        for (Role role : Role.values()) {
            if (role != Role.PRINTER && role != Role.PHONE && scene.isOffices(endpoint, role)) {
                return true;
            }
        }
        return false;
    }

    /// Devices that got no case of their own since there were too many at once.
    public long heldBack() {
        return heldBack;
    }
}
