package org.tapwarden.enforcer.order;

/// How much it matters, in the words of the help desk.
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
