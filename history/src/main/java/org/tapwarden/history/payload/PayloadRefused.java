package org.tapwarden.history.payload;

/// Something of whole payload is not done; the message says why, in one line for people.
public final class PayloadRefused extends Exception {

    private static final long serialVersionUID = 1L;

    PayloadRefused(String message) {
        super(message);
    }

    PayloadRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
