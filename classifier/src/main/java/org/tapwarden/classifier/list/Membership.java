package org.tapwarden.classifier.list;

/// That a name stands on a list, in one int: the list's number, the entry's scope, whether the
/// entry is an exception from its own list.
final class Membership {

    /// Lists at most, so that every single membership has a set of its own besides the mixed ones.
    static final int MOST_LISTS = 1_000;

    /// Different memberships there can be.
    static final int KINDS = MOST_LISTS * 8;

    private static final Scope[] SCOPES = Scope.values();
    private static final int EXCEPTION = 4;

    private Membership() {}

    static int of(int list, Scope scope, boolean exception) {
        return (list << 3) | (exception ? EXCEPTION : 0) | scope.ordinal();
    }

    static int list(int membership) {
        return membership >>> 3;
    }

    static Scope scope(int membership) {
        return SCOPES[membership & 3];
    }

    static boolean isException(int membership) {
        return (membership & EXCEPTION) != 0;
    }

    /// Whether the bits can be one, of so many lists.
    static boolean isOne(int membership, int lists) {
        return membership >= 0 && list(membership) < lists && (membership & 3) < SCOPES.length;
    }
}
