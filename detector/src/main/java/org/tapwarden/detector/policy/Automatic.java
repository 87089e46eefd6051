package org.tapwarden.detector.policy;

import java.time.LocalDate;
import java.util.Set;

/// That a rule acts by itself in a segment, since a person answers for it.
///
/// @param owner who switched it on: a role or an account
/// @param reviewed when the never-list was looked over last
/// @param never MACs, addresses and prefixes, as text, that are never touched
public record Automatic(
        String rule, String segment, String owner, LocalDate reviewed, Set<String> never) {
    public Automatic {
        never = Set.copyOf(never);
    }
}
