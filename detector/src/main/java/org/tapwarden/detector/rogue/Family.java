package org.tapwarden.detector.rogue;

import java.util.Locale;

/// Independent ways to know. Two of them make a case; one never does.
public enum Family {
    /// What a device says it is, and who made it. Can be forged by its owner.
    IDENTITY,
    /// That it hands on what others send. Can be seen on access segments only.
    FORWARDING,
    /// What its conversations are, read from their own bytes.
    CONVERSATION;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
