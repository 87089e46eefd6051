package org.tapwarden.enforcer.order;

/// The sensor's cases, as far as a lease needs them: whether one still stands.
@FunctionalInterface
public interface Cases {

    /// For where there is no sensor: no lease is renewed, so everybody is free soon.
    Cases UNKNOWN = caseId -> new Found(State.UNKNOWN, "nobody could say whether it stands");

    /// How a case is.
    enum State {
        /// Nobody settled it, or a person found that it is right.
        STANDS,
        /// A person found that it is wrong, or that its device may stay.
        CLOSED,
        /// There is no such case, or the sensor does not say.
        UNKNOWN
    }

    /// What the sensor says of a case.
    ///
    /// @param words go on behind `case ID: `, such as `a false alarm, says smith`
    record Found(State state, String words) {
        public Found {
            words = Checked.text(words);
        }
    }

    Found of(String caseId);
}
