package org.tapwarden.detector.policy;

import java.util.List;

/// A clause of the office's acceptable-use regulation.
///
/// @param id as the regulation numbers it, such as `K.17`
/// @param sentence its own words
/// @param notObservable what of it a network cannot show, one sentence each
public record Clause(String id, String sentence, List<String> notObservable) {
    public Clause {
        notObservable = List.copyOf(notObservable);
    }
}
