package org.tapwarden.detector.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.detector.finding.CaseKind;

/// One rule of the policy.
///
/// @param on which finding of the detectors it is about, or null when `when` is given
/// @param when which flows it is about, or null when `on` is given
/// @param length how long a step above a notice lasts at most
/// @param destinations only what a restricted device has to do with these is stopped; everything
///   when empty
public record Rule(
        String id,
        String title,
        Clause clause,
        @Nullable CaseKind on,
        @Nullable Query when,
        Severity severity,
        Step step,
        Duration length,
        List<Destination> destinations) {

    public Rule {
        destinations = List.copyOf(destinations);
    }

    /// How much it matters, in the words of the help desk.
    public enum Severity {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    /// What is to be done, gentlest first.
    public enum Step {
        OBSERVE,
        RECORD,
        NOTIFY,
        REDIRECT,
        RESET,
        DISCONNECT,
        QUARANTINE,
        SHUT_PORT
    }
}
