package org.tapwarden.classifier.language;

/// What could be written at a place.
///
/// @param meaning one sentence or phrase; empty where the word says it all
/// @param byName offered only to who began to write it: there are too many like it
record Candidate(String text, Suggestion.Kind kind, String meaning, boolean byName) {

    Candidate(String text, Suggestion.Kind kind, String meaning) {
        this(text, kind, meaning, false);
    }
}
