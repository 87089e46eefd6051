package org.tapwarden.detector.place;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place as one line that people read and programs take apart again: `switch="closet-2"
/// port="Gi1/0/14" label="Room 12" vlan="20"`. What is not known is left out; in texts a backslash
/// goes before a quote and a backslash.
public final class PlaceText {

    private static final Pattern WHOLE =
            Pattern.compile(
                    "[a-z]+=\"(?:[^\"\\\\]++|\\\\.)*+\"(?: [a-z]+=\"(?:[^\"\\\\]++|\\\\.)*+\")*+");

    private static final Pattern PART = Pattern.compile("([a-z]+)=\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final int LONGEST = 4_096;

    private PlaceText() {}

    public static String write(Place place) {
        var text = new StringBuilder();
        add(text, "switch", place.device());
        add(text, "port", place.port());
        add(text, "label", place.label());
        add(text, "vlan", place.vlan() == 0 ? "" : Integer.toString(place.vlan()));
        return text.toString();
    }

    /// For people: `closet-2, port Gi1/0/14 (Room 12), VLAN 20`. Escape it where it is shown.
    public static String words(Place place) {
        return place.device()
                + (place.port().isEmpty() ? "" : ", port " + place.port())
                + (place.label().isEmpty() ? "" : " (" + place.label() + ")")
                + (place.vlan() == 0 ? "" : ", VLAN " + place.vlan());
    }

    private static void add(StringBuilder text, String key, String value) {
        if (value.isEmpty()) {
            return;
        }
        text.append(text.isEmpty() ? "" : " ").append(key).append("=\"");
        text.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }

    /// @return empty when it is no such line
    public static Optional<Place> read(String text, Place.Source source, long atMillis) {
        if (text.length() > LONGEST || !WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        Map<String, String> parts = new HashMap<>();
        for (Matcher part = PART.matcher(text); part.find(); ) {
            parts.put(part.group(1), part.group(2).replaceAll("\\\\(.)", "$1"));
        }
        String device = parts.getOrDefault("switch", "");
        String vlan = parts.getOrDefault("vlan", "0");
        if (device.isEmpty() || !NUMBER.matcher(vlan).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Place(
                        device,
                        parts.getOrDefault("port", ""),
                        parts.getOrDefault("label", ""),
                        Integer.parseInt(vlan),
                        source,
                        atMillis));
    }
}
