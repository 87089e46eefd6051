package org.tapwarden.detector.identity;

/// How many people use a device.
public enum Use {
    /// One at a time, and not many in turn.
    ONE_PERSON("one person"),
    /// More than {@link Persons#MOST_IN_A_DAY} persons within a day: a name says who sat there at a
    /// time, not whose it is.
    SHARED("shared"),
    /// Several at once: of a flow nobody can say whose it is.
    SEVERAL_AT_ONCE("multi-user");

    private final String word;

    Use(String word) {
        this.word = word;
    }

    /// As it stands in the ledger.
    public String word() {
        return word;
    }

    /// The one with this word; {@link #ONE_PERSON} for any other.
    public static Use of(String word) {
        for (Use use : values()) {
            if (use.word.equals(word)) {
                return use;
            }
        }
        return ONE_PERSON;
    }

    /// As people are told.
    public String sentence() {
        return switch (this) {
            case ONE_PERSON -> "One person uses it at a time.";
            case SHARED ->
                    "Shared: more than "
                            + Persons.MOST_IN_A_DAY
                            + " persons used it within a day, so a name holds for its own time"
                            + " only.";
            case SEVERAL_AT_ONCE ->
                    "Multi-user: several persons use it at once, so nobody can say whose a"
                            + " conversation is.";
        };
    }

    /// How far a source is believed on such a device.
    ///
    /// @param confidence of the source, in percent
    /// @param persons who use it now
    int confidence(int confidence, int persons) {
        return switch (this) {
            case ONE_PERSON -> confidence;
            case SHARED -> confidence * 3 / 4;
            case SEVERAL_AT_ONCE -> confidence / Math.max(2, persons);
        };
    }
}
