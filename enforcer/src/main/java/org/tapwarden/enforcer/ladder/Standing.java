package org.tapwarden.enforcer.ladder;

import java.util.Optional;
import org.tapwarden.enforcer.order.Outcome;

/// What the decision needs to know about the rest of the world.
///
/// @param protectedBecause why the subject is protected, empty when it is not
/// @param protectedSetKnown false when the host or the operator's file could not be read
/// @param protectedLately automatic steps against protected devices within {@link Budget#window()}
/// @param heldInAll leases in force
/// @param latelyInAll automatic steps above a notice within the window, in all segments
/// @param breakerOpen too much was asked before, and nobody has closed the breaker since
/// @param segment how it stands where the subject is
public record Standing(
        Optional<String> protectedBecause,
        boolean protectedSetKnown,
        int protectedLately,
        int heldInAll,
        int latelyInAll,
        boolean breakerOpen,
        InSegment segment) {

    /// @param switchedOnBy the owner of the rule in this segment, empty when nobody is
    /// @param notReady why nothing automatic may restrict anybody here yet
    /// @param exams what is written there now
    /// @param frozen why nothing automatic happens until a person looked
    /// @param lately automatic steps above a notice within the window
    /// @param touched devices that are held now, or were within the window
    public record InSegment(
            Optional<String> switchedOnBy,
            Optional<Outcome> notReady,
            Optional<String> exams,
            Optional<String> frozen,
            int lately,
            int touched) {}
}
