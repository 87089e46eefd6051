package org.tapwarden.detector.finding;

import java.util.Locale;

/// Independent ways to know.
public enum Family {
    /// What a device says it is, and who made it. Can be forged by its owner.
    IDENTITY,
    /// That it hands on what others send. Can be seen on access segments only.
    FORWARDING,
    /// What it does for others: hands out addresses, routes, bridges, offers itself as a gateway.
    SERVICES,
    /// What the radio shows.
    AIR,
    /// What its conversations are, read from their own bytes.
    CONVERSATION,
    /// That it says what only others have the right to say.
    FORGERY,
    /// How much it does, and to how many.
    BEHAVIOUR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
