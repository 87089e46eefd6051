package org.tapwarden.detector.segment;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Population;

/// A part of the network with one purpose, as the operator declared it.
///
/// @param site code of the school or office
/// @param vlans 802.1Q numbers; empty when the tap carries no tags of it
/// @param prefixes its addresses; an address elsewhere is not of this segment
/// @param space which address space its addresses belong to; eighty districts reuse 10.0.0.0/8
/// @param equipment who plays which role there, as MACs and addresses in text; a role that is
///   missing was not declared
/// @param interfaces names of the capture's interfaces that bring its frames; empty when any may
public record Segment(
        String name,
        String site,
        String building,
        Set<Integer> vlans,
        List<Prefix> prefixes,
        Population population,
        TapKind tap,
        int space,
        Map<Role, Set<String>> equipment,
        Set<String> interfaces) {

    /// Without declared equipment, on whatever interface.
    public Segment(
            String name,
            String site,
            String building,
            Set<Integer> vlans,
            List<Prefix> prefixes,
            Population population,
            TapKind tap,
            int space) {
        this(name, site, building, vlans, prefixes, population, tap, space, Map.of());
    }

    /// On whatever interface.
    public Segment(
            String name,
            String site,
            String building,
            Set<Integer> vlans,
            List<Prefix> prefixes,
            Population population,
            TapKind tap,
            int space,
            Map<Role, Set<String>> equipment) {
        this(name, site, building, vlans, prefixes, population, tap, space, equipment, Set.of());
    }

    public Segment {
        equipment = Map.copyOf(equipment);
        interfaces = Set.copyOf(interfaces);
        vlans = Set.copyOf(vlans);
        prefixes = List.copyOf(prefixes);
    }

    public boolean holds(Address address) {
        for (Prefix prefix : prefixes) {
            if (prefix.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
