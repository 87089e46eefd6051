package org.tapwarden.enforcer.ladder;

import java.time.Duration;
import java.util.Optional;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;

/// What becomes of an order. The help desk hears of every one but {@link Nothing}.
public sealed interface Decision {

    /// Take the step, and end it after this long.
    ///
    /// @param note what the person who asked must be told besides
    record Act(Step step, Duration length, Optional<String> note) implements Decision {
        public Act {
            if (!length.isPositive()) {
                throw new IllegalArgumentException("a step without an expiry");
            }
        }
    }

    /// Nothing yet: a second person must confirm it.
    record SecondPerson() implements Decision {}

    /// Only tell, because that is what was asked or nobody may act by itself here yet.
    record NotifyOnly(Outcome why) implements Decision {}

    /// A step was asked and a rail forbids it; tell.
    record Refused(Outcome why, Alarm alarm) implements Decision {}

    /// Observe or record: an audit row and no mail.
    record Nothing() implements Decision {}

    /// What a refusal brings with it, beside itself.
    enum Alarm {
        NONE,

        /// In this segment nothing automatic happens until a person looked.
        FREEZES_SEGMENT,

        /// Nowhere does anything automatic happen until a person closes the breaker.
        OPENS_BREAKER
    }
}
