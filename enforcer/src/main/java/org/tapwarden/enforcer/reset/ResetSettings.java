package org.tapwarden.enforcer.reset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.yaml.Yaml;

/// The section `enforcer.reset`: where the restricted device's segments are seen, and where answers
/// leave. Without it nobody is reset.
///
/// @param tap the interface that a mirror port is plugged into; nothing is ever sent there
/// @param injection the interface that answers leave from: in the same network, best a trunk
/// @param one what is sent for one lease in a second at most
/// @param all what is sent for all leases in a second at most
public record ResetSettings(
        String tap, String injection, Unreachable unreachable, Caps one, Caps all) {

    /// Enough for a thousand connections a second. What is left out is made up for by the next
    /// segment, but a connection that sends none would live on.
    static final int USUAL_RESETS = 10_000;

    static final int MOST_RESETS = 100_000;
    static final int USUAL_UNREACHABLES = 50;
    static final int MOST_UNREACHABLES = 1_000;
    static final int LEASES_AT_FULL_RATE = 4;

    private static final String AT = "enforcer.reset";
    private static final Pattern INTERFACE = Pattern.compile("[^/\\s]{1,15}");

    /// What a device is told of a datagram that it sent.
    public enum Unreachable {
        /// That nobody listens there (ICMP 3/3, ICMPv6 1/4): what QUIC gives up for at once.
        PORT,
        /// That it is prohibited (ICMP 3/13, ICMPv6 1/1).
        PROHIBITED,
        NONE
    }

    /// Frames a second.
    public record Caps(int resets, int unreachables) {}

    /// @param node null when there is no such section
    /// @param taps the interfaces that are captured from; the first unless said
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static Optional<ResetSettings> of(@Nullable JsonNode node, List<String> taps) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        Yaml.onlyKeys(
                node, AT, Set.of("tap", "injection", "unreachable", "resets", "unreachables"));
        String tap = named(Yaml.text(node, AT, "tap", taps.getFirst()), "tap");
        String injection = named(Yaml.text(node, AT, "injection"), "injection");
        if (tap.equals(injection) || taps.contains(injection)) {
            throw new IllegalArgumentException(
                    AT
                            + ".injection: '"
                            + injection
                            + "' must be another interface than the tap, where nothing is sent");
        }
        int resets = Yaml.number(node, AT, "resets", USUAL_RESETS, 1, MOST_RESETS);
        int unreachables =
                Yaml.number(node, AT, "unreachables", USUAL_UNREACHABLES, 1, MOST_UNREACHABLES);
        return Optional.of(
                new ResetSettings(
                        tap,
                        injection,
                        Yaml.choice(node, AT, "unreachable", Unreachable.class, Unreachable.PORT),
                        new Caps(resets, unreachables),
                        new Caps(
                                resets * LEASES_AT_FULL_RATE, unreachables * LEASES_AT_FULL_RATE)));
    }

    private static String named(String name, String key) {
        if (!INTERFACE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    AT + "." + key + ": '" + name + "' must be the name of an interface");
        }
        return name;
    }
}
