package org.tapwarden.enforcer.desk;

import java.time.Instant;
import java.util.Optional;
import org.tapwarden.enforcer.order.Outcome;

/// What the help desk is told was done.
///
/// @param stage where the step stands
/// @param leaseId how to release it, empty when nothing is held
/// @param until when it ends by itself
/// @param note one sentence more, empty when there is nothing to add
public record Done(
        Stage stage,
        Outcome outcome,
        Optional<String> leaseId,
        Optional<Instant> until,
        String note) {

    /// Without a note.
    public Done(Stage stage, Outcome outcome, Optional<String> leaseId, Optional<Instant> until) {
        this(stage, outcome, leaseId, until, "");
    }

    /// The stages an incident's mails go through.
    public enum Stage {
        TOLD,
        REFUSED,
        HELD,

        /// In place and not working, and there is no other means: somebody must go there.
        PERSON_NEEDED,
        FAILED,
        RELEASED,

        /// Ended before its time, because what it rested on is gone; the note says what.
        WITHDRAWN,
        EXPIRED
    }

    /// Nothing is held.
    public static Done without(Stage stage, Outcome outcome) {
        return new Done(stage, outcome, Optional.empty(), Optional.empty());
    }

    /// An update is sent when this changes, and not otherwise.
    String signature() {
        return stage + " " + outcome.kind() + " " + outcome.reason();
    }
}
