package org.tapwarden.enforcer.order;

import java.util.Optional;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Turns what the tap saw into an outcome. Silence is never success: a device that was switched off
/// looks the same as one that was cut off.
public final class Verification {

    private Verification() {}

    public static Outcome judge(Optional<Witness.Counts> seen) {
        if (seen.isEmpty()) {
            return Outcome.unconfirmed(Reason.WITNESS_SILENT, "the sensor did not say what it saw");
        }
        Witness.Counts counts = seen.get();
        if (counts.answered() > 0) {
            return new Outcome(
                    Kind.NOT_EFFECTIVE,
                    Reason.SEEN_ANSWERED,
                    "seen trying, and answered " + counts.answered() + " times");
        }
        if (counts.elsewhere() > 0) {
            return new Outcome(
                    Kind.EVADED,
                    Reason.SEEN_UNDER_ANOTHER_ADDRESS,
                    "the device sends under another address");
        }
        if (counts.tried() < 1) {
            return Outcome.unconfirmed(Reason.NOT_SEEN_TRYING, "not seen trying since");
        }
        return new Outcome(
                Kind.EFFECTIVE,
                Reason.SEEN_TRYING_AND_UNANSWERED,
                "seen trying " + counts.tried() + " times, and nobody answered");
    }
}
