package org.tapwarden.detector.rogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Recent;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;

/// Notices that a radio and a wire are two sides of one box: makers number the interfaces of an
/// access point in a row, so a network's BSSID lies next to the MAC on the wire. Needs an interface
/// in monitor mode beside the tap.
///
/// Next to each other are two addresses of one maker, the local bit aside, at most {@link #NEAREST}
/// apart, or that differ in nothing but bits of the first byte, as the further networks of one
/// radio do. The rule of five differing bits among 24, which is in use elsewhere, is left out: of
/// two devices of one maker 1 in 300 meets it by chance (55,455 of 2^24), so an office of 100
/// access points and 300 computers of one maker would have a hundred such pairs.
///
/// A station whose network is beside a box, and whose own frames are on the wire meanwhile, shows
/// that the box bridges: heard on the air, then on the wire, then on the air again in the same
/// network, since one that only moves is heard on either side, too.
///
/// What was heard on the radio was on no wire. The radios that the office declared are its own.
/// Networks of Wi-Fi Direct (`DIRECT-`) are those of printers and screens. The office's own access
/// points look the same, so it counts of strangers only ({@link Strangers}).
public final class Adjacency implements Detector {

    static final int NEAREST = 16;
    static final int MOST_MAKERS = Caps.of(4_096, 8);
    static final int MOST_NETWORKS_A_MAKER = 256;
    static final int MOST_STATIONS = Caps.of(20_000, 16);
    static final int MOST_FOUND = Caps.of(20_000, 16);

    /// Between two signs of a station on one side and the other.
    private static final long TOGETHER_NANOS = 60_000_000_000L;

    private static final long LOCAL = 0x020000000000L;
    private static final long LOW_24 = 0xffffffL;
    private static final long LOW_40 = 0xffffffffffL;
    private static final String WIFI_DIRECT = "DIRECT-";

    private record Network(long bssid, String name) {}

    private static final class Beside {
        private final Endpoint endpoint;
        private boolean bridges;

        Beside(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    private static final class Station {
        private long bssid;
        private long airNanos;

        /// Whether it was on the wire since it was heard on the air.
        private boolean wired;
    }

    private final Scene scene;
    private final Strangers strangers;

    /// By the last five bytes' first two, which all addresses of a radio share.
    private final Recent<Long, List<Network>> networks = new Recent<>(MOST_MAKERS);

    private final Recent<Long, Station> stations = new Recent<>(MOST_STATIONS);

    /// Who is beside a radio, by its BSSID. Told once.
    private final Recent<Long, Beside> besides = new Recent<>(MOST_FOUND);

    private long refused;

    public Adjacency(Scene scene) {
        this.scene = scene;
        this.strangers = new Strangers(scene);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        strangers.see(frame.atNanos());
        switch (sighting) {
            case Sighting.NetworkOffered offered -> offered(offered.bssid(), offered.ssid());
            case Sighting.StationHeard heard -> heard(heard);
            case Sighting.LinkEnded _ -> {}
            default -> {
                if (!networks.isEmpty() && frame.senderMac() != 0 && !frame.air()) {
                    onTheWire(frame);
                }
            }
        }
    }

    private static long maker(long mac) {
        return (mac & LOW_40) >>> 24;
    }

    private void offered(long bssid, String name) {
        if (name.startsWith(WIFI_DIRECT) || scene.segments().wifi().isOffices(bssid)) {
            return;
        }
        List<Network> here = networks.of(maker(bssid), ArrayList::new);
        if (here.stream().anyMatch(network -> network.bssid() == bssid)) {
            return;
        }
        if (here.size() >= MOST_NETWORKS_A_MAKER) {
            refused++;
            return;
        }
        here.add(new Network(bssid, name));
    }

    private void onTheWire(Sighting.Frame frame) {
        Network network = beside(frame.senderMac());
        if (network != null && besides.get(network.bssid()) == null) {
            Endpoint endpoint = Wire.device(scene, frame);
            if (endpoint != null && strangers.isStranger(endpoint, Role.ACCESS_POINT)) {
                besides.put(network.bssid(), new Beside(endpoint));
                report(endpoint, RouterReason.RADIO_BESIDE_ITS_MAC, network.name(), frame);
            }
        }
        Station station = stations.get(frame.senderMac());
        if (station != null
                && frame.atNanos() - station.airNanos <= TOGETHER_NANOS
                && Wire.device(scene, frame) != null) {
            station.wired = true;
        }
    }

    private void heard(Sighting.StationHeard heard) {
        Sighting.Frame frame = heard.frame();
        Station station = stations.of(heard.station(), Station::new);
        boolean both =
                station.wired
                        && station.bssid == heard.bssid()
                        && frame.atNanos() - station.airNanos <= TOGETHER_NANOS;
        station.bssid = heard.bssid();
        station.airNanos = frame.atNanos();
        station.wired = false;
        Beside bridge = both ? besides.get(heard.bssid()) : null;
        if (bridge != null && !bridge.bridges) {
            bridge.bridges = true;
            String mac = new Mac(heard.station()).toString();
            report(bridge.endpoint, RouterReason.WIFI_STATION_ON_ITS_WIRE, mac, frame);
        }
    }

    private @Nullable Network beside(long mac) {
        List<Network> here = networks.get(maker(mac));
        if (here == null) {
            return null;
        }
        for (Network network : here) {
            if (areBeside(network.bssid(), mac)) {
                return network;
            }
        }
        return null;
    }

    static boolean areBeside(long one, long other) {
        boolean firstByteOnly = (one & LOW_40) == (other & LOW_40);
        boolean sameMaker = (one & ~LOW_24 & ~LOCAL) == (other & ~LOW_24 & ~LOCAL);
        long apart = Math.abs((one & LOW_24) - (other & LOW_24));
        return firstByteOnly || (sameMaker && apart <= NEAREST);
    }

    private void report(Endpoint about, RouterReason reason, String detail, Sighting.Frame frame) {
        scene.report(
                CaseKind.ROGUE_ROUTER,
                about,
                new Evidence(about.id(), reason, detail, frame.atNanos()));
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "radio_makers_displaced", networks.displaced(),
                "radio_networks_refused", refused,
                "radio_stations_displaced", stations.displaced(),
                "radios_beside_displaced", besides.displaced());
    }
}
