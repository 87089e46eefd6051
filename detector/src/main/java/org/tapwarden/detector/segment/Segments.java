package org.tapwarden.detector.segment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Population;

/// All segments of one sensor. Never changes; a new declaration is a new object.
public final class Segments {

    public static final int MOST = 4_096;

    /// What there is when nobody declared anything: private, shared and link-local addresses.
    public static final Segments UNDECLARED =
            new Segments(
                    List.of(
                            new Segment(
                                    "unnamed",
                                    "",
                                    "",
                                    Set.of(),
                                    List.of(
                                            Prefix.parse("10.0.0.0/8"),
                                            Prefix.parse("172.16.0.0/12"),
                                            Prefix.parse("192.168.0.0/16"),
                                            Prefix.parse("100.64.0.0/10"),
                                            Prefix.parse("169.254.0.0/16"),
                                            Prefix.parse("fc00::/7"),
                                            Prefix.parse("fe80::/10")),
                                    Population.UNKNOWN,
                                    TapKind.UNDECLARED,
                                    0)));

    private final List<Segment> all;
    private final Wifi wifi;
    private final Map<Integer, Segment> byVlan = new HashMap<>();

    /// @throws IllegalArgumentException when two segments share a name or a VLAN, or there is none
    public Segments(List<Segment> all) {
        this(all, Wifi.UNDECLARED);
    }

    /// @param wifi the office's wireless networks
    /// @throws IllegalArgumentException as above, and when findings of the air are to go to a
    ///   segment that there is not
    public Segments(List<Segment> all, Wifi wifi) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("segments: there is none");
        }
        if (all.size() > MOST) {
            throw new IllegalArgumentException("segments: more than " + MOST);
        }
        this.all = List.copyOf(all);
        this.wifi = wifi;
        var names = new HashMap<String, Segment>();
        for (Segment segment : all) {
            if (names.put(segment.name(), segment) != null) {
                throw new IllegalArgumentException(
                        "segments: two are called '" + segment.name() + "'");
            }
            for (int vlan : segment.vlans()) {
                Segment before = byVlan.put(vlan, segment);
                if (before != null) {
                    throw new IllegalArgumentException(
                            "segments: VLAN "
                                    + vlan
                                    + " is in both '"
                                    + before.name()
                                    + "' and '"
                                    + segment.name()
                                    + "'");
                }
            }
        }
        String air = wifi.segment();
        if (air != null && !names.containsKey(air)) {
            throw new IllegalArgumentException("wifi.segment: there is no segment '" + air + "'");
        }
    }

    /// The office's wireless networks.
    public Wifi wifi() {
        return wifi;
    }

    public List<Segment> all() {
        return all;
    }

    /// The segment that a frame with this tag carries an address of, or null: an address belongs to
    /// the segment of its VLAN when that holds it, else to the first segment whose prefixes do.
    public @Nullable Segment of(int vlan, Address address) {
        Segment tagged = byVlan.get(vlan);
        if (tagged != null && tagged.holds(address)) {
            return tagged;
        }
        for (Segment segment : all) {
            if (segment.holds(address)) {
                return segment;
            }
        }
        return null;
    }

    /// The segment that a conversation belongs to: its source's, else its destination's, or null
    /// when both are outside.
    public @Nullable Segment home(int vlan, Address source, Address destination) {
        Segment from = of(vlan, source);
        return from != null ? from : of(vlan, destination);
    }

    /// The segment whose wire a frame was seen on, when it can be told: by its tag, or because
    /// there is only one.
    public @Nullable Segment ofWire(int vlan) {
        Segment tagged = byVlan.get(vlan);
        return tagged != null ? tagged : all.size() == 1 ? all.getFirst() : null;
    }

    public @Nullable Segment byName(String name) {
        for (Segment segment : all) {
            if (segment.name().equals(name)) {
                return segment;
            }
        }
        return null;
    }
}
