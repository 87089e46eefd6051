package org.tapwarden.detector.finding;

/// Why somebody is suspected, or why one should doubt it, as a code that is kept. Each detector
/// package has an enum of its own; the store finds a code again when it is read.
public interface Reason {

    /// Unique over all reasons; never changed once it was kept.
    String name();

    Family family();

    /// With `%s` where the detail goes, at most once.
    String template();

    /// Whether it speaks against: it is told with the case, and never makes one.
    default boolean speaksAgainst() {
        return false;
    }

    /// For people.
    default String sentence(String detail) {
        return template().replace("%s", detail);
    }
}
