package org.tapwarden.enforcer.ladder;

import java.time.Duration;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;

/// What becomes of an order. The help desk hears of every one but {@link Nothing}.
public sealed interface Decision {

    /// Take the step, and end it after this long.
    record Act(Step step, Duration length) implements Decision {
        public Act {
            if (!length.isPositive()) {
                throw new IllegalArgumentException("a step without an expiry");
            }
        }
    }

    /// Only tell, because that is what was asked or the rule is not switched on.
    record NotifyOnly(Outcome why) implements Decision {}

    /// A step was asked and a rail forbids it; tell.
    ///
    /// @param opensBreaker from now on nothing automatic happens until a person closes the breaker
    record Refused(Outcome why, boolean opensBreaker) implements Decision {}

    /// Observe: an audit row and no mail.
    record Nothing() implements Decision {}
}
