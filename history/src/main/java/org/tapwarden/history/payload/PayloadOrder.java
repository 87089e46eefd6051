package org.tapwarden.history.payload;

import java.time.Duration;
import java.time.Instant;

/// An order to keep whole payload of one case's subject.
///
/// @param number of the order
/// @param subject whose frames
/// @param asker the account that asked, `confirmer` the one that confirmed; empty until then
/// @param length of time from the confirmation on
/// @param until end of the order, or of the time in which it may be confirmed
/// @param parts files that were begun for it
/// @param isDestroyed whether key and files are gone
public record PayloadOrder(
        long number,
        Subject subject,
        String asker,
        String reason,
        Instant asked,
        Duration length,
        String confirmer,
        Instant until,
        State state,
        int parts,
        boolean isDestroyed) {

    /// Whose frames an order is about, as the case says.
    ///
    /// @param alert the case's number
    /// @param mac of the device, or empty; where there is one it decides
    /// @param address of the device where no MAC is known, or empty
    public record Subject(long alert, String rule, String mac, String address) {

        /// For people.
        public String words() {
            return mac.isEmpty() ? address : mac;
        }
    }

    /// How an order is.
    public enum State {
        /// Waits for the second person.
        ASKED,
        /// Frames are kept.
        STANDING,
        /// A second person said no, or the first took it back.
        REFUSED,
        /// Nobody confirmed it in time.
        LAPSED,
        /// A person ended it before its time.
        ENDED,
        /// Its time is over.
        EXPIRED;

        /// Whether it takes one of the places that there are.
        boolean isOpen() {
            return this == ASKED || this == STANDING;
        }
    }

    PayloadOrder in(State newState) {
        return with(confirmer, until, newState, parts, isDestroyed);
    }

    PayloadOrder confirmed(String by, Instant end) {
        return with(by, end, State.STANDING, parts, isDestroyed);
    }

    PayloadOrder withParts(int count) {
        return with(confirmer, until, state, count, isDestroyed);
    }

    PayloadOrder destroyed() {
        return with(confirmer, until, state, parts, true);
    }

    private PayloadOrder with(String by, Instant end, State now, int count, boolean gone) {
        return new PayloadOrder(
                number, subject, asker, reason, asked, length, by, end, now, count, gone);
    }
}
