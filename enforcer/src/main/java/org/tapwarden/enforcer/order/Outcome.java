package org.tapwarden.enforcer.order;

/// How an act went, always with a reason code. Nothing here is an exception: a switch that does not
/// answer is expected.
///
/// @param detail a sentence for people
public record Outcome(Kind kind, Reason reason, String detail) {

    /// The seven ways it can go.
    public enum Kind {
        EFFECTIVE,
        NOT_EFFECTIVE,
        UNCONFIRMED,
        EVADED,
        REFUSED,
        FAILED,
        SIMULATED
    }

    /// Why, as a code that is counted and kept.
    public enum Reason {
        SEEN_TRYING_AND_UNANSWERED,
        SEEN_ANSWERED,
        NOT_SEEN_TRYING,
        WITNESS_SILENT,
        SEEN_UNDER_ANOTHER_ADDRESS,
        NOT_IN_PATH,
        NO_MAC,
        NO_DRIVER,
        PROTECTED,
        PROTECTED_SET_UNKNOWN,
        TOO_FEW_FAMILIES,
        NO_EXPIRY,
        MODE_WOULD_HAVE,
        MODE_NOTIFY,
        BUDGET_SPENT,
        BREAKER_OPEN,
        TOO_MANY_LEASES,
        COMMAND_FAILED,
        COMMAND_TIMED_OUT,
        RELEASED,
        RECORDED_ONLY
    }

    public Outcome {
        detail = Checked.text(detail);
    }

    public static Outcome refused(Reason reason, String detail) {
        return new Outcome(Kind.REFUSED, reason, detail);
    }

    public static Outcome failed(Reason reason, String detail) {
        return new Outcome(Kind.FAILED, reason, detail);
    }

    public static Outcome unconfirmed(Reason reason, String detail) {
        return new Outcome(Kind.UNCONFIRMED, reason, detail);
    }

    /// In place, or said to be: there is something to renew and to release.
    public boolean holds() {
        return kind != Kind.REFUSED && kind != Kind.FAILED;
    }
}
