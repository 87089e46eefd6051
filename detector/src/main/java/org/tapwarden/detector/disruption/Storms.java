package org.tapwarden.detector.disruption;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices broadcasts that go round, by those that the sensor reads one by one: ARP, neighbour
/// discovery, DHCP requests.
///
/// In a loop one frame comes back at the speed of the wire: {@link #SAME} times the same within a
/// second. Whoever asks for a neighbour asks once a second (RFC 4861, section 10), and a tap that
/// doubles its frames makes two of it. Of different broadcasts {@link #BROADCASTS} a second, two
/// seconds running, are more than a router asks that was just started.
///
/// The case is about the segment: who sent the frame first is the victim of the loop.
public final class Storms implements Detector {

    /// The same frame again within a second.
    static final int SAME = 100;

    /// Broadcasts of a segment within a second.
    static final int BROADCASTS = 2_000;

    static final int CAPACITY = Caps.of(4_096, 32);

    private static final long SECOND_NANOS = 1_000_000_000L;

    private static final class Second {
        private long sinceNanos = Long.MIN_VALUE;
        private long frames;
        private boolean full;
        private boolean fullBefore;

        /// Answers how many frames there are in the second that this one belongs to.
        long count(long atNanos) {
            if (sinceNanos == Long.MIN_VALUE || atNanos - sinceNanos >= SECOND_NANOS) {
                boolean next =
                        sinceNanos != Long.MIN_VALUE && atNanos - sinceNanos < 2 * SECOND_NANOS;
                fullBefore = next && full;
                sinceNanos = atNanos;
                frames = 0;
                full = false;
            }
            return ++frames;
        }
    }

    private record Same(
            String segment, long sender, long mac, @Nullable Object first, Object how) {}

    private final Scene scene;
    private final Accuser accuser;
    private final Map<String, Second> segments = new HashMap<>();
    private final Remembered<Same, Second> frames = new Remembered<>(CAPACITY, SECOND_NANOS);

    public Storms(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.BROADCAST_STORM);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        boolean group = frame.receiverMac() != 0 && new Mac(frame.receiverMac()).isGroup();
        Segment wire = group ? scene.wire(frame) : null;
        if (wire == null || wire.tap() != TapKind.ACCESS) {
            return;
        }
        Second second = segments.computeIfAbsent(wire.name(), _ -> new Second());
        second.full |= second.count(frame.atNanos()) >= BROADCASTS;
        if (second.full && second.fullBefore) {
            accuser.accuse(
                    null,
                    wire,
                    DisruptionReason.TOO_MANY_BROADCASTS,
                    DisruptionReason.TOO_MANY_BROADCASTS,
                    () -> BROADCASTS + " or more a second",
                    frame.atNanos());
        }
        if (sighting instanceof AddressClaimed claim) {
            same(frame, wire, claim);
        }
    }

    private void same(Sighting.Frame frame, Segment wire, AddressClaimed claim) {
        var key =
                new Same(
                        wire.name(),
                        frame.senderMac(),
                        claim.mac(),
                        claim.asked(),
                        Objects.hash(claim.address(), claim.manner(), frame.receiverMac()));
        Second again = frames.get(key, false, frame.atNanos(), Second::new);
        if (again != null && again.count(frame.atNanos()) >= SAME) {
            accuser.accuse(
                    null,
                    wire,
                    DisruptionReason.SAME_BROADCAST_AGAIN,
                    DisruptionReason.SAME_BROADCAST_AGAIN,
                    () ->
                            "%d or more times within a second, first sent by %s"
                                    .formatted(SAME, new Mac(frame.senderMac())),
                    frame.atNanos());
        }
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "broadcasts_watched",
                (long) frames.size(),
                "broadcasts_watched_refused",
                frames.refused());
    }
}
