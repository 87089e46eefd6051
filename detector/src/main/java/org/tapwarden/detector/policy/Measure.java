package org.tapwarden.detector.policy;

import java.time.Duration;
import java.util.Locale;

/// What policy asks for after one finding.
///
/// @param mode whether it is meant in earnest
/// @param reason in words, when it is not
public record Measure(Rule.Step step, Mode mode, Duration length, String reason) {

    /// How much is meant.
    public enum Mode {
        ACT,
        WOULD_HAVE,
        NOTIFY
    }

    /// For people.
    public String words() {
        return switch (mode) {
            case ACT -> word(step) + " for " + span(length);
            case WOULD_HAVE ->
                    "would have: " + word(step) + " for " + span(length) + " (" + reason + ")";
            case NOTIFY -> reason.isEmpty() ? word(step) : word(step) + " (" + reason + ")";
        };
    }

    private static String word(Rule.Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String span(Duration length) {
        long minutes = length.toMinutes();
        if (minutes == 0) {
            return length.toSeconds() + " s";
        }
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }
}
