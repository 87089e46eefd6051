package org.tapwarden.classifier;

import java.util.Locale;

/// Who uses a segment. It decides how long flows are kept (design, section 1: guests and students
/// 30 days, staff 180) and which rules apply.
public enum Population {
    STAFF,
    STUDENT,
    GUEST,
    INFRASTRUCTURE,
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The name in settings, records and queries.
    public String word() {
        return word;
    }
}
