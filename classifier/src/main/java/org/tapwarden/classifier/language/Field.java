package org.tapwarden.classifier.language;

/// A field of the catalogue.
///
/// @param name canonical: ECS, or our own under `tapwarden.`
/// @param kind what its values are
/// @param scope where its value comes from
/// @param meaning one sentence, for the generated reference
public record Field(String name, Kind kind, Scope scope, String meaning) {

    private static final String RUNNER_UP = "tapwarden.runner_up.";

    /// Whether a rule may rest on it. What came second for a label lost, so it accuses nobody.
    public boolean mayDecide() {
        return !name.startsWith(RUNNER_UP);
    }

    /// What values a field has.
    public enum Kind {
        /// A text that is compared as a whole, without case.
        WORD,
        /// An IP address.
        ADDRESS,
        /// A count or a number.
        NUMBER,
        /// An instant; milliseconds since 1970.
        TIME,
        /// True or false.
        TRUTH
    }

    /// Where a value comes from.
    public enum Scope {
        /// Stored in the record of the slice.
        FLOW,
        /// A fact of the device at either end, as of the end of the slice.
        DEVICE
    }
}
