package org.tapwarden.detector.segment;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.Sighting;

/// All segments of one sensor. Never changes; a new declaration is a new object.
public final class Segments {

    public static final int MOST = 4_096;

    /// Interfaces that segments may be on, all together.
    public static final int MOST_INTERFACES = 256;

    /// For a frame of which nobody knows the interface.
    public static final int NO_INTERFACE = -1;

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

    /// A VLAN's number means something in its address space only.
    private record Tag(int space, int vlan) {}

    private record Held(int space, Prefix prefix) {}

    private final List<Segment> all;
    private final Wifi wifi;
    private final Map<Tag, Segment> byTag = new HashMap<>();
    private final Set<Integer> spaces = new HashSet<>();

    private final Wires wires;

    /// @throws IllegalArgumentException when two segments share a name, or a VLAN in one address
    ///   space, or there is none
    public Segments(List<Segment> all) {
        this(all, Wifi.UNDECLARED);
    }

    /// @param wifi the office's wireless networks
    /// @throws IllegalArgumentException as above, and when findings of the air are to go to a
    ///   segment that there is not
    public Segments(List<Segment> all, Wifi wifi) {
        this(all, wifi, List.of());
    }

    private Segments(List<Segment> all, Wifi wifi, List<String> interfaces) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("segments: there is none");
        }
        if (all.size() > MOST) {
            throw new IllegalArgumentException("segments: more than " + MOST);
        }
        this.all = List.copyOf(all);
        this.wifi = wifi;
        if (interfaces().size() > MOST_INTERFACES) {
            throw new IllegalArgumentException(
                    "segments: on more than " + MOST_INTERFACES + " interfaces");
        }
        var names = new HashMap<String, Segment>();
        for (Segment segment : all) {
            if (names.put(segment.name(), segment) != null) {
                throw new IllegalArgumentException(
                        "segments: two are called '" + segment.name() + "'");
            }
            spaces.add(segment.space());
            for (int vlan : segment.vlans()) {
                Segment before = byTag.put(new Tag(segment.space(), vlan), segment);
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
        this.wires = new Wires(this.all, interfaces);
        refuseTheSamePrefixOnTwoInterfaces();
    }

    /// One address on two interfaces would be one device at two sites.
    private void refuseTheSamePrefixOnTwoInterfaces() {
        Map<Held, Segment> holders = new HashMap<>();
        for (Segment segment : all) {
            for (Prefix prefix :
                    segment.interfaces().isEmpty() ? List.<Prefix>of() : segment.prefixes()) {
                if (prefix.network().isLinkLocal()) {
                    continue; // on every wire, and never meant beyond it
                }
                Segment other = holders.put(new Held(segment.space(), prefix), segment);
                if (other != null
                        && Collections.disjoint(other.interfaces(), segment.interfaces())) {
                    throw new IllegalArgumentException(
                            "segments: '%s' and '%s' hold %s on different interfaces; give one of them another 'space'"
                                    .formatted(other.name(), segment.name(), prefix));
                }
            }
        }
    }

    /// The same segments, where it is known which interfaces there are.
    ///
    /// @param interfaces by name; the interface that frames carry is the place in this list
    /// @throws IllegalArgumentException when a segment is on an interface that is not among them
    public Segments on(List<String> interfaces) {
        for (Segment segment : all) {
            for (String name : segment.interfaces()) {
                if (!interfaces.contains(name)) {
                    throw new IllegalArgumentException(
                            "segments: '%s' is on the interface '%s', which is not watched; watched are %s"
                                    .formatted(segment.name(), name, interfaces));
                }
            }
        }
        return new Segments(all, wifi, interfaces);
    }

    /// The interfaces that segments say they are on, in the order of the file.
    public List<String> interfaces() {
        return all.stream().flatMap(s -> s.interfaces().stream().sorted()).distinct().toList();
    }

    /// The office's wireless networks.
    public Wifi wifi() {
        return wifi;
    }

    /// The spaces of addresses that there are.
    public Set<Integer> spaces() {
        return all.stream().map(Segment::space).collect(Collectors.toUnmodifiableSet());
    }

    public List<Segment> all() {
        return all;
    }

    /// The address space of a frame: that of its tag, or the only one that its interface has, else
    /// 0, which says that nobody told. Read for each frame.
    ///
    /// @param iface as frames carry it, see {@link #on}
    public int spaceOf(int iface, int vlan) {
        return wires.spaceOf(iface, vlan);
    }

    /// The address space that endpoints of a frame belong to: its own where segments of it are
    /// declared, else the only one that there is.
    public int spaceOf(Sighting.Frame frame) {
        boolean one = spaces.size() == 1;
        return one ? all.getFirst().space() : spaces.contains(frame.space()) ? frame.space() : 0;
    }

    /// The segment that a frame carries an address of, or null.
    public @Nullable Segment of(Sighting.Frame frame, Address address) {
        return of(frame.space(), frame.interfaceIndex(), frame.vlan(), address);
    }

    /// The segment that a frame of this interface and tag carries an address of, or null: an
    /// address belongs to the segment of its VLAN when that holds it, else to one on the interface,
    /// else to the first segment whose prefixes do.
    ///
    /// Two sites that use the same addresses are told apart by the frame's address space, and by
    /// the interface. Space 0, and one that no segment is of, say nothing: there all segments are
    /// looked at that may be behind the interface, those of space 0 first.
    public @Nullable Segment of(int space, int iface, int vlan, Address address) {
        Segment tagged = wireOf(space, iface, vlan);
        if (tagged != null && tagged.holds(address)) {
            return tagged;
        }
        Segment near = null;
        Segment elsewhere = null;
        for (Segment segment : all) {
            if (!segment.holds(address) || !wires.mayCarry(iface, segment.space())) {
                continue;
            }
            if (segment.space() != space) {
                elsewhere = elsewhere == null ? segment : elsewhere;
            } else if (wires.mayBeOn(segment, iface)) {
                return segment;
            } else {
                near = near == null ? segment : near;
            }
        }
        return near != null || isTold(space) ? near : elsewhere;
    }

    /// The same where nobody told address space and interface.
    public @Nullable Segment of(int vlan, Address address) {
        return of(0, NO_INTERFACE, vlan, address);
    }

    private boolean isTold(int space) {
        return space != 0 && spaces.contains(space);
    }

    private @Nullable Segment wireOf(int space, int iface, int vlan) {
        Segment tagged = byTag.get(new Tag(space, vlan));
        if (tagged != null && wires.mayBeOn(tagged, iface)) {
            return tagged;
        }
        return isTold(space) ? null : tagged(iface, vlan);
    }

    /// The only segment with this VLAN that may be on the interface.
    private @Nullable Segment tagged(int iface, int vlan) {
        Segment found = null;
        for (int space : spaces) {
            Segment segment = byTag.get(new Tag(space, vlan));
            if (segment == null || !wires.mayBeOn(segment, iface)) {
                continue;
            }
            if (found != null) {
                return null;
            }
            found = segment;
        }
        return found;
    }

    /// The segment that a conversation belongs to: its source's, else its destination's, or null
    /// when both are outside.
    public @Nullable Segment home(
            int space, int iface, int vlan, Address source, Address destination) {
        Segment from = of(space, iface, vlan, source);
        return from != null ? from : of(space, iface, vlan, destination);
    }

    /// The segment whose wire a frame was seen on, when it can be told: by its tag, or because
    /// there is only one on its interface.
    public @Nullable Segment ofWire(Sighting.Frame frame) {
        return frame.air() ? null : ofWire(frame.space(), frame.interfaceIndex(), frame.vlan());
    }

    /// The same for a flow.
    public @Nullable Segment ofWire(int space, int iface, int vlan) {
        Segment tagged = wireOf(space, iface, vlan);
        return tagged != null ? tagged : wires.only(iface, isTold(space) ? Set.of(space) : spaces);
    }

    /// The same where nobody told address space and interface.
    public @Nullable Segment ofWire(int vlan) {
        return ofWire(0, NO_INTERFACE, vlan);
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
