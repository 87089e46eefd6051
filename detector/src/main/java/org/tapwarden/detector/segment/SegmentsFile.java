package org.tapwarden.detector.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Population;
import org.tapwarden.detector.yaml.Yaml;

/// Reads segments from a YAML file:
///
/// ```yaml
/// segments:
///   - name: students
///     site: HS1
///     building: Main, closet 2
///     interfaces: [tap0]
///     vlans: [20]
///     prefixes: [10.20.20.0/24, fd20:20::/64]
///     population: student
///     tap: access
/// wifi:
///   segment: students
///   ssids:
///     - {name: COE-Students, security: wpa2}
///   bssids: [00:00:5e:00:53:a0]
///   base-macs: [00:00:5e:00:53:10]
/// ```
public final class SegmentsFile {

    private static final Set<String> KEYS =
            Set.of(
                    "name",
                    "site",
                    "building",
                    "interfaces",
                    "vlans",
                    "prefixes",
                    "population",
                    "tap",
                    "space",
                    "equipment");
    private static final int HIGHEST_VLAN = 4_094;

    private SegmentsFile() {}

    /// @throws IOException in one line, which names file, key and value, and what would be right
    public static Segments read(Path file) throws IOException {
        JsonNode root = Yaml.read(file);
        try {
            Yaml.onlyKeys(root, "", Set.of("segments", "wifi"));
            JsonNode list = root.path("segments");
            if (!list.isArray()) {
                throw new IllegalArgumentException("segments: must be a list");
            }
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                segments.add(segment(list.get(i), "segments[" + i + "]"));
            }
            return new Segments(segments, WifiSection.read(root.path("wifi")));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// The same where it is known what the capture watches.
    ///
    /// @param interfaces by name; a frame's interface is the place in this list
    /// @throws IOException as above, and when a segment is on none of them
    public static Segments read(Path file, List<String> interfaces) throws IOException {
        Segments declared = read(file);
        try {
            return declared.on(interfaces);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Segment segment(JsonNode node, String at) {
        Yaml.onlyKeys(node, at, KEYS);
        List<Prefix> prefixes = new ArrayList<>();
        for (String text : Yaml.texts(node, at, "prefixes")) {
            try {
                prefixes.add(Prefix.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(at + ".prefixes: " + e.getMessage(), e);
            }
        }
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException(
                    at + ".prefixes: say which addresses belong to it, such as [10.20.20.0/24]");
        }
        return new Segment(
                Yaml.text(node, at, "name"),
                Yaml.text(node, at, "site", ""),
                Yaml.text(node, at, "building", ""),
                vlans(node, at),
                prefixes,
                Yaml.choice(node, at, "population", Population.class, Population.UNKNOWN),
                Yaml.choice(node, at, "tap", TapKind.class, TapKind.UNDECLARED),
                space(node, at),
                equipment(node.path("equipment"), at + ".equipment"),
                new LinkedHashSet<>(Yaml.texts(node, at, "interfaces")));
    }

    private static Map<Role, Set<String>> equipment(JsonNode node, String at) {
        Map<Role, Set<String>> equipment = new EnumMap<>(Role.class);
        if (node.isMissingNode() || node.isNull()) {
            return equipment;
        }
        Map<String, Role> words = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            words.put(role.word(), role);
        }
        Yaml.onlyKeys(node, at, words.keySet());
        words.forEach((word, role) -> {
            if (node.has(word)) {
                equipment.put(role, members(Yaml.texts(node, at, word), at + "." + word));
            }
        });
        return equipment;
    }

    private static Set<String> members(List<String> texts, String at) {
        Set<String> members = new LinkedHashSet<>();
        for (String text : texts) {
            try {
                members.add(
                        text.matches("([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}")
                                ? Mac.parse(text).toString()
                                : Address.parse(text).toString());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        at + ": '" + text + "' must be a MAC or an IP address", e);
            }
        }
        return members;
    }

    private static int space(JsonNode node, String at) {
        String text = Yaml.text(node, at, "space", "0");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(at + ".space: '" + text + "' must be a number", e);
        }
    }

    private static Set<Integer> vlans(JsonNode node, String at) {
        Set<Integer> vlans = new LinkedHashSet<>();
        for (String text : Yaml.texts(node, at, "vlans")) {
            int vlan;
            try {
                vlan = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                vlan = 0;
            }
            if (vlan < 1 || vlan > HIGHEST_VLAN) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "%s.vlans: '%s' must be a number from 1 to %d",
                                at,
                                text,
                                HIGHEST_VLAN));
            }
            vlans.add(vlan);
        }
        return vlans;
    }
}
