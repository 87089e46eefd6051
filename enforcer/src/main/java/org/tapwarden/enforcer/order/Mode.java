package org.tapwarden.enforcer.order;

/// Whether the rule is switched on. Only {@link #ACT} allows a step above a notice.
public enum Mode {
    ACT,
    WOULD_HAVE,
    NOTIFY
}
