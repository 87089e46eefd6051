package org.tapwarden.enforcer.order;

/// The rungs of the ladder, gentlest first. Enforcement is on the wire only: there is no radio
/// step.
public enum Step {
    OBSERVE,
    NOTIFY,
    REDIRECT,
    RESET,
    DISCONNECT,
    QUARANTINE,
    SHUT_PORT;

    /// Above a notice, something happens to somebody.
    public boolean touchesTheDevice() {
        return compareTo(NOTIFY) > 0;
    }
}
