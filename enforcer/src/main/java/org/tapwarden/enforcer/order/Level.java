package org.tapwarden.enforcer.order;

import java.util.Locale;

/// The rungs of the ladder, L0 to L7, gentlest first. Up to {@link #QUARANTINE} a rule may ask;
/// what is above takes two persons.
public enum Level {
    /// Counted, without saying of whom.
    OBSERVE,
    /// Kept with its evidence.
    RECORD,
    /// The help desk is told.
    NOTIFY,
    /// The person at the device is told.
    WARN,
    /// One destination or one use is taken away.
    RESTRICT,
    /// The device is taken off the network.
    QUARANTINE,
    /// A device's privileges, by a decision of the office (clause L.1, L.2).
    SUSPEND,
    /// Every device of a person, until a decision.
    REVOKE;

    /// From here on a step needs a switch that a named owner turned on.
    public boolean touchesTheDevice() {
        return compareTo(NOTIFY) > 0;
    }

    /// From here on a step is a lease, and nothing automatic happens before the segment is ready.
    public boolean restricts() {
        return compareTo(RESTRICT) >= 0;
    }

    /// Whether a second person must confirm it.
    public boolean needsTwo() {
        return compareTo(SUSPEND) >= 0;
    }

    /// For people: `L5 quarantine`.
    public String words() {
        return "L" + ordinal() + " " + name().toLowerCase(Locale.ROOT);
    }
}
