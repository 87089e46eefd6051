package org.tapwarden.classifier.list;

/// Which names an entry of a list means.
public enum Scope {
    /// The name and everything below it: `example.com`, `||example.com^`.
    TREE(""),
    /// That name alone: `full:example.com`, a line of a zone.
    EXACT("full:"),
    /// Only what is below: `*.example.com` of a zone.
    BELOW("*.");

    private final String prefix;

    Scope(String prefix) {
        this.prefix = prefix;
    }

    /// How we write such an entry, the name follows.
    String prefix() {
        return prefix;
    }

    boolean covers(boolean theNameItself) {
        return this == TREE || theNameItself == (this == EXACT);
    }
}
