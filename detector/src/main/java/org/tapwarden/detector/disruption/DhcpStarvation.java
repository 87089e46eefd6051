package org.tapwarden.detector.disruption;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices who asks by DHCP for addresses that nobody will use.
///
/// Either one Ethernet sender asks for many clients without being a relay, or there are clients by
/// the hundred that say nothing but DHCP for {@link #USES_NANOS}: true devices that come at once
/// use what they got, or at least look for neighbours, within seconds.
///
/// On access segments only. A relay's requests are not looked at, nor are those of a server that
/// dials in others and takes addresses for them in advance.
public final class DhcpStarvation implements Detector {

    static final int CAPACITY = Caps.of(4_096, 32);

    /// Clients of one Ethernet sender within a minute. A repeater asks for those behind it, one by
    /// one as they come.
    static final int CLIENTS_OF_ONE = 32;

    /// Clients of a segment that had time to say something else, and did not.
    static final int MUTE_CLIENTS = 256;

    /// Clients of a segment, whether they had time or not. A term's start brings five hundred.
    static final int MOST_AT_ONCE = 1_000;

    static final long USES_NANOS = 10_000_000_000L;

    private static final int DISCOVER = 1;
    private static final int REQUEST = 3;
    private static final int DECLINE = 4;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /// Windows' dial-in server asks under `RAS `.
    private static final long RAS = 0x5241_5320L;

    private record Key(int space, long mac) {}

    private static final class Asker {
        private final Set<Object> clients = new HashSet<>();
        private long minuteNanos = Long.MIN_VALUE;
    }

    private final Scene scene;
    private final Accuser accuser;
    private final Remembered<Key, Asker> askers = new Remembered<>(CAPACITY, MINUTE_NANOS);

    /// Clients that said nothing else yet, oldest first, with when they asked.
    private final Map<String, LinkedHashMap<Long, Long>> mute = new LinkedHashMap<>();

    public DhcpStarvation(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.DHCP_STARVATION);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        Segment wire = scene.wire(frame);
        if (wire == null || wire.tap() != TapKind.ACCESS) {
            return;
        }
        if (!(sighting instanceof Sighting.Told(var _, Telling.DhcpRequest request))) {
            LinkedHashMap<Long, Long> here = mute.get(wire.name());
            if (here != null) {
                here.remove(frame.senderMac());
            }
            return;
        }
        int type = request.messageType();
        boolean takes = type == DISCOVER || type == REQUEST || type == DECLINE;
        if (takes && request.relay() == null && request.clientMac() >>> 16 != RAS) {
            asks(frame, wire, request);
        }
    }

    private void asks(Sighting.Frame frame, Segment wire, Telling.DhcpRequest request) {
        long atNanos = frame.atNanos();
        Asker asker =
                askers.get(new Key(wire.space(), frame.senderMac()), false, atNanos, Asker::new);
        if (asker != null && clients(asker, request, atNanos) >= CLIENTS_OF_ONE) {
            accuser.accuse(
                    scene.endpoints().known(wire.space(), frame.senderMac()),
                    wire,
                    DisruptionReason.ASKS_FOR_MANY_ADDRESSES,
                    DisruptionReason.ADDRESSES_TAKEN_ON_SEGMENT,
                    () ->
                            "%d or more clients within a minute, in frames from %s"
                                    .formatted(CLIENTS_OF_ONE, new Mac(frame.senderMac())),
                    atNanos);
        }
        int mutes = mutes(wire, request.clientMac(), atNanos);
        if (mutes > 0) {
            accuser.accuse(
                    null,
                    wire,
                    DisruptionReason.ADDRESSES_TAKEN_ON_SEGMENT,
                    DisruptionReason.ADDRESSES_TAKEN_ON_SEGMENT,
                    () -> mutes + " or more clients within a minute that say nothing else",
                    atNanos);
        }
    }

    private static int clients(Asker asker, Telling.DhcpRequest request, long atNanos) {
        if (asker.minuteNanos == Long.MIN_VALUE || atNanos - asker.minuteNanos >= MINUTE_NANOS) {
            asker.minuteNanos = atNanos;
            asker.clients.clear();
        }
        if (asker.clients.size() < CLIENTS_OF_ONE) {
            asker.clients.add(
                    request.clientId() == null ? request.clientMac() : request.clientId());
        }
        return asker.clients.size();
    }

    /// How many mute clients there are, where they are too many; else 0.
    private int mutes(Segment wire, long client, long atNanos) {
        LinkedHashMap<Long, Long> here =
                mute.computeIfAbsent(wire.name(), _ -> new LinkedHashMap<>());
        here.putIfAbsent(client, atNanos);
        Iterator<Long> asked = here.values().iterator();
        while (asked.hasNext() && atNanos - asked.next() > MINUTE_NANOS) {
            asked.remove();
        }
        if (here.size() > MOST_AT_ONCE) {
            here.pollFirstEntry();
        }
        if (here.size() == MOST_AT_ONCE) {
            return MOST_AT_ONCE;
        }
        long hadTime = 0;
        for (long since : here.values()) {
            if (atNanos - since < USES_NANOS || hadTime == MUTE_CLIENTS) {
                break;
            }
            hadTime++;
        }
        return hadTime == MUTE_CLIENTS ? MUTE_CLIENTS : 0;
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "dhcp_askers", (long) askers.size(),
                "dhcp_askers_refused", askers.refused(),
                "dhcp_askers_displaced", askers.displaced());
    }
}
