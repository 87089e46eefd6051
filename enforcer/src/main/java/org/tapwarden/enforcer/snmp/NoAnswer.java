package org.tapwarden.enforcer.snmp;

import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Why a switch did not say or do what it was asked.
final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// @param words a sentence for people that names the switch
    NoAnswer(Reason reason, String words) {
        super(words, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /// It answered, and what it was asked to set is as it was (RFC 3416, section 4.2.5: as if
    /// nothing had been set).
    boolean isRefusal() {
        return switch (reason) {
            case SET_NO_ACCESS, SET_AUTHORIZATION_ERROR, SET_NOT_WRITABLE, SET_REFUSED -> true;
            default -> false;
        };
    }

    Outcome failed() {
        return Outcome.failed(reason, String.valueOf(getMessage()));
    }
}
