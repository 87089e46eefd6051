package org.tapwarden.classifier;

import java.util.Locale;

/// How a label is known. Every label carries one, and nothing says more than it saw.
public enum Basis {
    /// Read on the wire in clear.
    SEEN,
    /// Concluded from a fingerprint, a timing, a list or another flow.
    INFERRED,
    /// Not known.
    NONE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The name in records.
    public String word() {
        return word;
    }
}
