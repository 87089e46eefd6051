package org.tapwarden.enforcer.radius;

import java.util.Optional;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Why a network access server did not do what it was asked (RFC 5176, section 3.5).
enum ErrorCause {
    RESIDUAL_SESSION_CONTEXT_REMOVED(201, Reason.NAK_RESIDUAL_SESSION_CONTEXT_REMOVED),
    INVALID_EAP_PACKET(202, Reason.NAK_INVALID_EAP_PACKET),
    UNSUPPORTED_ATTRIBUTE(401, Reason.NAK_UNSUPPORTED_ATTRIBUTE),
    MISSING_ATTRIBUTE(402, Reason.NAK_MISSING_ATTRIBUTE),
    NAS_IDENTIFICATION_MISMATCH(403, Reason.NAK_NAS_IDENTIFICATION_MISMATCH),
    INVALID_REQUEST(404, Reason.NAK_INVALID_REQUEST),
    UNSUPPORTED_SERVICE(405, Reason.NAK_UNSUPPORTED_SERVICE),
    UNSUPPORTED_EXTENSION(406, Reason.NAK_UNSUPPORTED_EXTENSION),
    INVALID_ATTRIBUTE_VALUE(407, Reason.NAK_INVALID_ATTRIBUTE_VALUE),
    ADMINISTRATIVELY_PROHIBITED(501, Reason.NAK_ADMINISTRATIVELY_PROHIBITED),
    REQUEST_NOT_ROUTABLE(502, Reason.NAK_REQUEST_NOT_ROUTABLE),
    SESSION_CONTEXT_NOT_FOUND(503, Reason.NAK_SESSION_CONTEXT_NOT_FOUND),
    SESSION_CONTEXT_NOT_REMOVABLE(504, Reason.NAK_SESSION_CONTEXT_NOT_REMOVABLE),
    OTHER_PROXY_PROCESSING_ERROR(505, Reason.NAK_OTHER_PROXY_PROCESSING_ERROR),
    RESOURCES_UNAVAILABLE(506, Reason.NAK_RESOURCES_UNAVAILABLE),
    REQUEST_INITIATED(507, Reason.NAK_REQUEST_INITIATED),
    MULTIPLE_SESSION_SELECTION_UNSUPPORTED(508, Reason.NAK_MULTIPLE_SESSION_SELECTION_UNSUPPORTED);

    private final int number;
    private final Reason reason;

    ErrorCause(int number, Reason reason) {
        this.number = number;
        this.reason = reason;
    }

    /// As it stands in Error-Cause.
    int number() {
        return number;
    }

    /// What a refusal with it is called.
    Reason reason() {
        return reason;
    }

    /// `session context not found`.
    String words() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    static Optional<ErrorCause> of(int number) {
        for (ErrorCause cause : values()) {
            if (cause.number == number) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
