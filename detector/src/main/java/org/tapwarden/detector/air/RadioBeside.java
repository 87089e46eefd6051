package org.tapwarden.detector.air;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

/// Notices that a strange radio belongs to a device on the wire: makers give the radio an address
/// beside that of the box. And that somebody in its network is on the wire, too, as behind an
/// access point that bridges.
///
/// Evidence of one family, for a case that takes two: of two addresses of one maker that have
/// nothing to do with each other three in a thousand lie as near as this. Speaks only where the tap
/// shows whose MAC is whose. A frame counts as of the wire when its interface never brought a radio
/// frame. Which box a station on the wire is behind cannot be seen from a tap: it counts for the
/// device whose radio it uses, where that is known.
public final class RadioBeside implements Detector {

    /// Radios that are not the office's, and stations in their networks.
    static final int CAPACITY = Caps.of(4_096, 16);

    /// Radios of one maker that are compared with a MAC.
    static final int MOST_OF_A_MAKER = 64;

    static final int MOST_INTERFACES = 64;

    private static final int MOST_BITS = 5;
    private static final int MOST_APART = 16;
    private static final int TAIL = 0xff_ffff;
    private static final int TAIL_BITS = 24;
    private static final long LOCAL_BIT = 0x0200_0000_0000L;

    /// Between two signs of a station on one side and the other.
    private static final long TOGETHER_NANOS = 60_000_000_000L;

    private static final long AGAIN_NANOS = 60_000_000_000L;

    private static final List<Role> WIRELESS =
            List.of(Role.ACCESS_POINT, Role.ROUTER, Role.WLAN_CONTROLLER, Role.SWITCH);

    private static final class Radio {
        private final long bssid;
        private String ssid = "";
        private long endpoint;
        private long toldNanos;

        Radio(long bssid) {
            this.bssid = bssid;
        }
    }

    private static final class Station {
        private long bssid;
        private long airNanos;

        /// When it was on the wire since it was last heard there; 0 for not.
        private long wireNanos;
    }

    private final Scene scene;
    private final Air.Recent<Long, Radio> radios = new Air.Recent<>(CAPACITY);

    /// The same radios, by maker.
    private final Map<Integer, Air.Recent<Long, Radio>> ofMaker = new Air.Recent<>(CAPACITY);

    private final Air.Recent<Long, Station> stations = new Air.Recent<>(CAPACITY);
    private final Set<Integer> inTheAir = new HashSet<>();
    private long unplaced;

    public RadioBeside(Scene scene) {
        this.scene = scene;
    }

    @Override
    public void see(Sighting sighting) {
        switch (sighting) {
            case Sighting.NetworkOffered offered -> {
                hears(offered.frame());
                Radio radio = radio(offered.bssid());
                if (radio != null && !offered.ssid().isEmpty()) {
                    radio.ssid = offered.ssid();
                }
            }
            case Sighting.StationHeard heard -> {
                hears(heard.frame());
                Radio radio = radio(heard.bssid());
                if (radio != null) {
                    station(heard, radio);
                }
            }
            case Sighting.LinkEnded ended -> hears(ended.frame());
            default -> {
                Sighting.Frame frame = sighting.frame();
                if (isOnWire(frame.interfaceIndex())) {
                    wired(frame, scene.atMac(frame, frame.senderMac()));
                }
            }
        }
    }

    @Override
    public void flow(FlowRecord placed, @Nullable Endpoint source, @Nullable Endpoint destination) {
        if (source != null && isOnWire(placed.place().interfaceIndex())) {
            beside(source, placed.slice().endNanos());
        }
    }

    private void hears(Sighting.Frame frame) {
        if (inTheAir.size() < MOST_INTERFACES) {
            inTheAir.add(frame.interfaceIndex());
        }
    }

    private boolean isOnWire(int interfaceIndex) {
        return !radios.isEmpty() && !inTheAir.contains(interfaceIndex);
    }

    /// Null for the office's own.
    private @Nullable Radio radio(long bssid) {
        if (bssid == 0 || scene.segments().wifi().isOffices(bssid)) {
            return null;
        }
        Radio radio = radios.computeIfAbsent(bssid, Radio::new);
        ofMaker.computeIfAbsent(maker(bssid), _ -> new Air.Recent<>(MOST_OF_A_MAKER))
                .put(bssid, radio);
        return radio;
    }

    private void wired(Sighting.Frame frame, @Nullable Endpoint endpoint) {
        if (endpoint == null || endpoint.segment().tap() != TapKind.ACCESS) {
            return;
        }
        beside(endpoint, frame.atNanos());
        Station station = stations.get(endpoint.mac());
        if (station != null && frame.atNanos() - station.airNanos <= TOGETHER_NANOS) {
            station.wireNanos = frame.atNanos();
        }
    }

    private void beside(Endpoint endpoint, long atNanos) {
        Map<Long, Radio> near = ofMaker.get(maker(endpoint.mac()));
        if (near == null || endpoint.mac() == 0 || isKnown(endpoint)) {
            return;
        }
        for (Radio radio : near.values()) {
            boolean due =
                    radio.endpoint != endpoint.id() || atNanos - radio.toldNanos >= AGAIN_NANOS;
            if (due && isBeside(radio.bssid, endpoint.mac())) {
                radio.endpoint = endpoint.id();
                radio.toldNanos = atNanos;
                tell(endpoint, radio, atNanos);
            }
        }
    }

    private boolean isKnown(Endpoint endpoint) {
        return endpoint.segment().tap() != TapKind.ACCESS
                || endpoint.standing() == Standing.APPROVED
                || WIRELESS.stream().anyMatch(role -> scene.isOffices(endpoint, role));
    }

    private void tell(Endpoint endpoint, Radio radio, long atNanos) {
        if (radio.ssid.startsWith("DIRECT-")) {
            report(endpoint, AirReason.NAME_OF_WIFI_DIRECT, radio.ssid, atNanos);
        }
        String name = radio.ssid.isEmpty() ? "a hidden one" : "'" + radio.ssid + "'";
        report(
                endpoint,
                AirReason.RADIO_BESIDE_ITS_MAC,
                name + " from " + Air.text(radio.bssid),
                atNanos);
    }

    private void report(Endpoint endpoint, AirReason reason, String detail, long atNanos) {
        scene.report(
                CaseKind.ROGUE_ROUTER,
                endpoint,
                new Evidence(endpoint.id(), reason, detail, atNanos));
    }

    /// On the air, then on the wire, then on the air again in the same network: it did not just
    /// move from one to the other.
    private void station(Sighting.StationHeard heard, Radio radio) {
        long atNanos = heard.frame().atNanos();
        Station station = stations.computeIfAbsent(heard.station(), _ -> new Station());
        boolean both =
                station.bssid == heard.bssid()
                        && station.wireNanos != 0
                        && atNanos - station.airNanos <= TOGETHER_NANOS;
        station.bssid = heard.bssid();
        station.airNanos = atNanos;
        station.wireNanos = 0;
        if (!both) {
            return;
        }
        Endpoint box = radio.endpoint == 0 ? null : scene.endpoints().byId(radio.endpoint);
        if (box == null) {
            unplaced++;
        } else if (!isKnown(box)) {
            report(
                    box,
                    AirReason.STATION_ON_BOTH_SIDES,
                    Air.text(heard.station()) + " in the network of " + Air.text(radio.bssid),
                    atNanos);
        }
    }

    /// Whether two addresses of one maker lie as near as a box gives them to its own parts: the
    /// last three bytes at most five bits or sixteen numbers apart.
    static boolean isBeside(long bssid, long mac) {
        int one = (int) bssid & TAIL;
        int other = (int) mac & TAIL;
        return maker(bssid) == maker(mac)
                && (Integer.bitCount(one ^ other) <= MOST_BITS
                        || Math.abs(one - other) <= MOST_APART);
    }

    /// The maker's part of an address, whether local or not: a second network's radio often has the
    /// local bit.
    private static int maker(long mac) {
        return (int) ((mac & ~LOCAL_BIT) >>> TAIL_BITS);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "air_radios_forgotten", radios.forgotten(),
                "air_stations_forgotten", stations.forgotten(),
                "air_stations_unplaced", unplaced);
    }
}
