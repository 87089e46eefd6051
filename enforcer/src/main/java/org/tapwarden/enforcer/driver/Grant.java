package org.tapwarden.enforcer.driver;

import java.util.Set;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.order.Subject;

/// Permission to hold a subject.
///
/// @param leaseId our lease
/// @param caseId written beside the element in the kernel, so that `nft list` alone says why
/// @param destinations only what it has to do with these is stopped; everything when empty
public record Grant(String leaseId, String caseId, Subject subject, Set<Destination> destinations) {

    public Grant {
        destinations = Set.copyOf(destinations);
        if (destinations.size() > Destination.MOST) {
            throw new IllegalArgumentException(
                    "more than " + Destination.MOST + " destinations of one grant");
        }
    }

    /// Permission to stop everything that it does.
    public Grant(String leaseId, String caseId, Subject subject) {
        this(leaseId, caseId, subject, Set.of());
    }
}
