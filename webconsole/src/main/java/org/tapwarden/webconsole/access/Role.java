package org.tapwarden.webconsole.access;

import java.util.Locale;

/// What somebody may see.
public enum Role {
    /// Device facts and alerts; never where somebody went.
    HELP_DESK,
    /// Also flows, with a purpose.
    ANALYST,
    /// Also accounts, the audit and releases.
    ADMINISTRATOR;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
