package org.tapwarden.detector.policy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What policy asks for after one finding.
///
/// @param mode whether it is meant in earnest
/// @param reason in words, when it is not
/// @param destinations only these are restricted, as {@link Destination#parse} reads them;
///   everything when empty
public record Measure(
        Rule.Step step, Mode mode, Duration length, String reason, List<String> destinations) {

    public Measure {
        // What was kept before there were destinations has none.
        destinations = destinations == null ? List.of() : List.copyOf(destinations);
    }

    /// About everything that a device does.
    public Measure(Rule.Step step, Mode mode, Duration length, String reason) {
        this(step, mode, length, reason, List.of());
    }

    /// How much is meant.
    public enum Mode {
        ACT,
        WOULD_HAVE,
        NOTIFY
    }

    /// For people.
    public String words() {
        return switch (mode) {
            case ACT -> word(step) + to() + " for " + span(length);
            case WOULD_HAVE ->
                    "would have: "
                            + word(step)
                            + to()
                            + " for "
                            + span(length)
                            + " ("
                            + reason
                            + ")";
            case NOTIFY -> reason.isEmpty() ? word(step) : word(step) + " (" + reason + ")";
        };
    }

    private static String word(Rule.Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private String to() {
        return destinations.isEmpty() ? "" : " to " + String.join(", ", destinations);
    }

    private static String span(Duration length) {
        long minutes = length.toMinutes();
        if (minutes == 0) {
            return length.toSeconds() + " s";
        }
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }
}
