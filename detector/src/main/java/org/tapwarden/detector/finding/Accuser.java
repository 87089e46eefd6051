package org.tapwarden.detector.finding;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;

/// Says whom forged or disrupting frames are reported about.
///
/// Everything in a frame can be made up, its sender's MAC included. Whoever forges frames likes to
/// put the gateway's or a server's MAC into them; so equipment that serves others is never the
/// subject of such a case. The case is then about the segment, and says where to look.
///
/// One reason about one subject is reported once a minute. Of a segment a few subjects are told
/// apart, {@link #MOST_ABOUT} a minute. After {@link #MOST_A_MINUTE} devices in a minute the rest
/// is reported as one, about the segment.
public final class Accuser {

    /// More accused at once are made up, or so many that nobody walks to each.
    public static final int MOST_A_MINUTE = Caps.of(20, 2);

    private static final long MINUTE_NANOS = 60_000_000_000L;

    /// Subjects of one reason about a segment that are told apart within a minute.
    static final int MOST_ABOUT = Caps.of(8, 2);

    private record Said(long endpoint, String segment, Reason reason, String about) {}

    private final Scene scene;
    private final CaseKind kind;
    private final Set<Said> told = new HashSet<>();
    private final Set<Long> accused = new HashSet<>();

    /// How many subjects of a reason were told apart on a segment.
    private final Map<Said, Integer> abouts = new HashMap<>();

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

    /// As below, where a segment has one such subject only, or the device is it.
    public Told accuse(
            @Nullable Endpoint who,
            Segment where,
            Reason reason,
            Reason unattributed,
            Supplier<String> detail,
            long atNanos) {
        String about = who == null || who.mac() == 0 ? "" : new Mac(who.mac()).toString();
        return accuse(who, where, about, reason, unattributed, detail, atNanos);
    }

    /// Reports about the device, or about the segment where the device is not known, serves others,
    /// or is one of too many.
    ///
    /// @param who whose MAC the frames carry; null when it is nobody's that is known
    /// @param about which of several on the segment it is, see {@link Evidence#about}
    /// @param reason when it is about the device
    /// @param unattributed when it is about the segment
    /// @param detail asked for only when it is told: in a flood that is once a minute
    public Told accuse(
            @Nullable Endpoint who,
            Segment where,
            String about,
            Reason reason,
            Reason unattributed,
            Supplier<String> detail,
            long atNanos) {
        if (minuteNanos == Long.MIN_VALUE || atNanos - minuteNanos >= MINUTE_NANOS) {
            minuteNanos = atNanos;
            told.clear();
            accused.clear();
            abouts.clear();
        }
        boolean device = who != null && !serves(who);
        if (device && who != null) {
            boolean room = accused.contains(who.id()) || accused.size() < MOST_A_MINUTE;
            if (room) {
                accused.add(who.id());
                boolean news = told.add(new Said(who.id(), "", reason, ""));
                if (news) {
                    scene.report(kind, who, new Evidence(who.id(), reason, detail.get(), atNanos));
                }
                return news ? Told.DEVICE : Told.NOTHING;
            }
            heldBack++;
        }
        var said = new Said(0, where.name(), unattributed, device ? "" : about);
        if (told.contains(said)) {
            return Told.NOTHING;
        }
        var together = new Said(0, where.name(), unattributed, "");
        if (abouts.merge(together, 1, Integer::sum) > MOST_ABOUT) {
            heldBack++;
            return Told.NOTHING;
        }
        told.add(said);
        scene.report(
                kind, where, Evidence.onSegment(unattributed, said.about(), detail.get(), atNanos));
        return Told.SEGMENT;
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

    /// Times that a device got no case of its own, or a subject was not told apart, since there
    /// were too many at once.
    public long heldBack() {
        return heldBack;
    }
}
