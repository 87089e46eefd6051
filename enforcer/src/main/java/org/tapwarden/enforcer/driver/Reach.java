package org.tapwarden.enforcer.driver;

import org.tapwarden.enforcer.order.Outcome.Reason;

/// Whether a driver may reach a device, and how: what is shown before anybody presses a button.
///
/// @param reason why not; without meaning where it may
/// @param words where it would act, or why it cannot
public record Reach(boolean possible, Reason reason, String words) {

    public static Reach yes(String words) {
        return new Reach(true, Reason.NOT_SEEN_TRYING, words);
    }

    public static Reach no(Reason reason, String words) {
        return new Reach(false, reason, words);
    }
}
