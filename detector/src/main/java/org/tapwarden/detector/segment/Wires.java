package org.tapwarden.detector.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which segments' frames an interface of the capture may bring. Never changes.
///
/// A segment that names interfaces is on those and no others; one that names none may be on each.
/// Of an interface that is not among those known here nothing is told: there each segment may be.
final class Wires {

    private static final int VLANS = 4_096;
    private static final int NOT_TOLD = 0;

    private final List<Segment> all;
    private final List<String> interfaces;

    /// By interface and VLAN, read for each frame; the last row is for interfaces not known.
    private final int[][] spaceOf;

    /// The address spaces that an interface may bring.
    private final List<Set<Integer>> carried = new ArrayList<>();

    Wires(List<Segment> all, List<String> interfaces) {
        this.all = all;
        this.interfaces = List.copyOf(interfaces);
        this.spaceOf = new int[interfaces.size() + 1][VLANS];
        for (int iface = 0; iface <= interfaces.size(); iface++) {
            fill(spaceOf[iface], iface);
        }
    }

    private void fill(int[] row, int iface) {
        Set<Integer> here = new HashSet<>();
        Set<Integer> named = new HashSet<>();
        Map<Integer, Set<Integer>> tagged = new HashMap<>();
        for (Segment segment : all) {
            if (!mayBeOn(segment, iface)) {
                continue;
            }
            here.add(segment.space());
            if (names(segment, iface)) {
                named.add(segment.space());
            }
            for (int vlan : segment.vlans()) {
                tagged.computeIfAbsent(vlan, _ -> new HashSet<>()).add(segment.space());
            }
        }
        carried.add(Set.copyOf(here));
        Set<Integer> untagged = named.size() == 1 ? named : here;
        Arrays.fill(row, untagged.size() == 1 ? untagged.iterator().next() : NOT_TOLD);
        tagged.forEach((vlan, told) -> {
            if (told.size() == 1) {
                row[vlan] = told.iterator().next();
            }
        });
    }

    private boolean isKnown(int iface) {
        return iface >= 0 && iface < interfaces.size();
    }

    /// The address space of a frame: that of its tag, or the only one that its interface has, else
    /// 0, which says that nobody told.
    int spaceOf(int iface, int vlan) {
        int[] row = spaceOf[isKnown(iface) ? iface : interfaces.size()];
        return row[vlan >= 0 && vlan < VLANS ? vlan : 0];
    }

    /// Whether the segment says that it is on this interface.
    boolean names(Segment segment, int iface) {
        return isKnown(iface) && segment.interfaces().contains(interfaces.get(iface));
    }

    /// Whether the segment may be on this interface.
    boolean mayBeOn(Segment segment, int iface) {
        return !isKnown(iface) || segment.interfaces().isEmpty() || names(segment, iface);
    }

    /// Whether addresses of this space may come over the interface, from whichever segment.
    boolean mayCarry(int iface, int space) {
        return !isKnown(iface) || carried.get(iface).contains(space);
    }

    /// The one segment of these spaces that says it is on the interface, else the one that may be;
    /// null when there are several, or none.
    @Nullable Segment only(int iface, Set<Integer> spaces) {
        Segment named = null;
        Segment other = null;
        int names = 0;
        int others = 0;
        for (Segment segment : all) {
            if (!spaces.contains(segment.space()) || !mayBeOn(segment, iface)) {
                continue;
            }
            if (names(segment, iface)) {
                named = segment;
                names++;
            } else {
                other = segment;
                others++;
            }
        }
        if (names > 0) {
            return names == 1 ? named : null;
        }
        return others == 1 ? other : null;
    }
}
