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

        /// Its subnet did not opt in.
        NOT_OPTED_IN,
        GATEWAY_UNKNOWN,
        PROTECTED,
        PROTECTED_SET_UNKNOWN,
        TOO_FEW_FAMILIES,
        NO_EXPIRY,
        MODE_WOULD_HAVE,
        MODE_NOTIFY,
        BUDGET_SPENT,
        BREAKER_OPEN,
        TOO_MANY_LEASES,
        TOO_MANY_DESTINATIONS,

        /// Rails of the enforcer, see {@link org.tapwarden.enforcer.ladder.Ladder}.
        NOT_SWITCHED_ON,
        LEARNING,
        NEVER_LIST_NOT_REVIEWED,
        EXAM_FREEZE,
        SEGMENT_FROZEN,
        NEEDS_A_PERSON,
        AWAITS_SECOND_PERSON,
        SAME_PERSON_TWICE,
        NOT_CONFIRMED_IN_TIME,
        WITHDRAWN,
        TOO_MANY_REQUESTS,
        COMMAND_FAILED,
        COMMAND_TIMED_OUT,

        /// A program of the settings says that it did it.
        COMMAND_DONE,
        COMMAND_CANNOT_START,

        /// Somebody else than root could have changed the program.
        COMMAND_UNSAFE,
        COMMAND_TOO_TALKATIVE,

        /// The wait for the program was cut short, because everybody was to be let go.
        COMMAND_GIVEN_UP,
        RELEASED,

        /// A person settled the case, so what it held is let go.
        CASE_CLOSED,

        /// Nobody could say whether the case stands, so its lease is not renewed.
        CASE_UNKNOWN,

        /// The case stands, and its lease has lasted as long as a rule may have it.
        LONGEST_IS_OVER,
        RECORDED_ONLY,

        /// On the list of the denied, and nobody had to be asked.
        DENIED,
        DENY_LIST_FAILED,
        NAS_ACKNOWLEDGED,
        NAS_SILENT,
        NAS_UNREACHABLE,
        NAS_RESTARTED,
        NAS_WRONG_SECRET,
        NAS_STALE_TIME,
        NAS_MALFORMED_ANSWER,
        NAS_NO_MESSAGE_AUTHENTICATOR,
        NAS_WRONG_MESSAGE_AUTHENTICATOR,
        NAS_TLS_REFUSED,

        /// The wait for an answer was cut short, because everybody was to be let go.
        NAS_GIVEN_UP,

        /// RFC 5176, section 3.5, one for each.
        NAK_WITHOUT_CAUSE,
        NAK_OF_UNKNOWN_CAUSE,
        NAK_RESIDUAL_SESSION_CONTEXT_REMOVED,
        NAK_INVALID_EAP_PACKET,
        NAK_UNSUPPORTED_ATTRIBUTE,
        NAK_MISSING_ATTRIBUTE,
        NAK_NAS_IDENTIFICATION_MISMATCH,
        NAK_INVALID_REQUEST,
        NAK_UNSUPPORTED_SERVICE,
        NAK_UNSUPPORTED_EXTENSION,
        NAK_INVALID_ATTRIBUTE_VALUE,
        NAK_ADMINISTRATIVELY_PROHIBITED,
        NAK_REQUEST_NOT_ROUTABLE,
        NAK_SESSION_CONTEXT_NOT_FOUND,
        NAK_SESSION_CONTEXT_NOT_REMOVABLE,
        NAK_OTHER_PROXY_PROCESSING_ERROR,
        NAK_RESOURCES_UNAVAILABLE,
        NAK_REQUEST_INITIATED,
        NAK_MULTIPLE_SESSION_SELECTION_UNSUPPORTED,

        /// `ifAdminStatus` and `ifOperStatus` are both down, as the switch says.
        PORT_SHUT,
        PORT_NOT_FOUND,
        PORT_AMBIGUOUS,

        /// Devices that are not the subject are behind it.
        PORT_SHARED,
        PORT_OF_PHONE,
        PORT_OF_ACCESS_POINT,

        /// A trunk, or anything else with a network behind it.
        PORT_OF_SWITCH,

        /// The settings say that it is never to be shut.
        PORT_NEVER,
        PORT_DOWN_BEFORE,
        PORT_STILL_UP,
        PORT_STILL_DOWN,

        /// What was shut could not be written down, so nothing was done.
        PORT_RECORD_FAILED,
        SWITCH_SILENT,
        SWITCH_UNREACHABLE,
        SWITCH_WRONG_PASSWORD,
        SWITCH_WRONG_PRIVACY,
        SWITCH_UNKNOWN_USER,
        SWITCH_UNSUPPORTED_LEVEL,
        SWITCH_NOT_IN_TIME_WINDOW,
        SWITCH_TOO_SLOW,
        SWITCH_MALFORMED_ANSWER,
        SWITCH_NO_TABLE,
        SWITCH_NOT_IN_SETTINGS,

        /// The wait for an answer was cut short, because everybody was to be let go.
        SWITCH_GIVEN_UP,

        /// RFC 3416, section 3: what a switch says instead of doing it.
        SET_NO_ACCESS,
        SET_AUTHORIZATION_ERROR,
        SET_NOT_WRITABLE,
        SET_REFUSED
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
