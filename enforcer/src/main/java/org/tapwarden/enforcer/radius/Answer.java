package org.tapwarden.enforcer.radius;

/// What became of a question. None of these says that a device is out.
sealed interface Answer {

    /// The server says that it did it.
    ///
    /// @param cause Error-Cause, 0 without
    record Acknowledged(int cause) implements Answer {}

    /// The server says that it did not.
    ///
    /// @param cause Error-Cause, 0 without
    /// @param wasAway it could not be reached a moment before
    record Refused(int cause, boolean wasAway) implements Answer {}

    /// There was no answer that can be believed.
    ///
    /// @param words for people
    record None(Why why, String words) implements Answer {}

    /// Why there was none, the one that tells most last: an answer that cannot be believed says
    /// more than silence.
    enum Why {
        SILENT,
        SILENT_OVER_TLS,
        UNREACHABLE,
        MALFORMED,
        NO_MESSAGE_AUTHENTICATOR,
        STALE_TIME,
        WRONG_MESSAGE_AUTHENTICATOR,
        WRONG_SECRET,
        TLS_REFUSED,
        GAVE_WAY
    }
}
