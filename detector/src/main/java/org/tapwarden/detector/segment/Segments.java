package org.tapwarden.detector.segment;

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

    private final List<Segment> all;
    private final Map<Tag, Segment> byTag = new HashMap<>();
    private final Set<Integer> spaces = new HashSet<>();

    /// @throws IllegalArgumentException when two segments share a name, or a VLAN in one address
    ///   space, or there is none
    public Segments(List<Segment> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("segments: there is none");
        }
        if (all.size() > MOST) {
            throw new IllegalArgumentException("segments: more than " + MOST);
        }
        this.all = List.copyOf(all);
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
    }

    /// The spaces of addresses that there are.
    public Set<Integer> spaces() {
        return all.stream().map(Segment::space).collect(Collectors.toUnmodifiableSet());
    }

    public List<Segment> all() {
        return all;
    }

    /// The address space of a frame with this tag: that of the one segment with this VLAN, else 0,
    /// which says that nobody told.
    public int spaceOf(int vlan) {
        Segment tagged = tagged(vlan);
        return tagged == null ? 0 : tagged.space();
    }

    /// The address space that endpoints of a frame belong to: its own where segments of it are
    /// declared, else the only one that there is.
    public int spaceOf(Sighting.Frame frame) {
        boolean one = spaces.size() == 1;
        return one ? all.getFirst().space() : spaces.contains(frame.space()) ? frame.space() : 0;
    }

    /// The segment that a frame carries an address of, or null.
    public @Nullable Segment of(Sighting.Frame frame, Address address) {
        return of(frame.space(), frame.vlan(), address);
    }

    /// The segment that a frame with this tag carries an address of, or null: an address belongs to
    /// the segment of its VLAN when that holds it, else to the first segment whose prefixes do.
    ///
    /// Two sites that use the same addresses are told apart by the frame's address space. Space 0,
    /// and one that no segment is of, say nothing: there all segments are looked at, those of space
    /// 0 first.
    public @Nullable Segment of(int space, int vlan, Address address) {
        Segment tagged = wireOf(space, vlan);
        if (tagged != null && tagged.holds(address)) {
            return tagged;
        }
        Segment elsewhere = null;
        for (Segment segment : all) {
            if (segment.holds(address)) {
                if (segment.space() == space) {
                    return segment;
                }
                elsewhere = elsewhere == null ? segment : elsewhere;
            }
        }
        return isTold(space) ? null : elsewhere;
    }

    /// The same where nobody told the address space.
    public @Nullable Segment of(int vlan, Address address) {
        return of(0, vlan, address);
    }

    private boolean isTold(int space) {
        return space != 0 && spaces.contains(space);
    }

    private @Nullable Segment wireOf(int space, int vlan) {
        Segment tagged = byTag.get(new Tag(space, vlan));
        return tagged != null || isTold(space) ? tagged : tagged(vlan);
    }

    /// The only segment with this VLAN.
    private @Nullable Segment tagged(int vlan) {
        Segment found = null;
        for (int space : spaces) {
            Segment segment = byTag.get(new Tag(space, vlan));
            if (segment != null && found != null) {
                return null;
            }
            found = segment == null ? found : segment;
        }
        return found;
    }

    /// The segment that a conversation belongs to: its source's, else its destination's, or null
    /// when both are outside.
    public @Nullable Segment home(int space, int vlan, Address source, Address destination) {
        Segment from = of(space, vlan, source);
        return from != null ? from : of(space, vlan, destination);
    }

    /// The segment whose wire a frame was seen on, when it can be told: by its tag, or because
    /// there is only one.
    public @Nullable Segment ofWire(Sighting.Frame frame) {
        return ofWire(frame.space(), frame.vlan());
    }

    private @Nullable Segment ofWire(int space, int vlan) {
        Segment tagged = wireOf(space, vlan);
        if (tagged != null) {
            return tagged;
        }
        if (!isTold(space)) {
            return all.size() == 1 ? all.getFirst() : null;
        }
        Segment only = null;
        for (Segment segment : all) {
            if (segment.space() == space) {
                if (only != null) {
                    return null;
                }
                only = segment;
            }
        }
        return only;
    }

    /// The same where nobody told the address space.
    public @Nullable Segment ofWire(int vlan) {
        return ofWire(0, vlan);
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
