package org.tapwarden.enforcer.ladder;

import java.util.Optional;

/// What the decision needs to know about the rest of the world.
///
/// @param protectedBecause why the subject is protected, empty when it is not
/// @param protectedSetKnown false when the host or the operator's file could not be read
/// @param lately automatic steps above a notice within {@link Budget#window()}
/// @param heldInSegment devices of the segment that are under a lease now
/// @param heldInAll leases in force
/// @param breakerOpen too much was asked before, and nobody has closed the breaker since
public record Standing(
        Optional<String> protectedBecause,
        boolean protectedSetKnown,
        int lately,
        int heldInSegment,
        int heldInAll,
        boolean breakerOpen) {}
