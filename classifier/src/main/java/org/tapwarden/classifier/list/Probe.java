package org.tapwarden.classifier.list;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one thread needs to ask: the name, a hash in the making, and the entries that it found
/// last, since a handful of names makes most of a school's flows and reading an entry anew makes
/// texts of it.
///
/// Bounded: an entry takes the place of another whose number ends alike.
final class Probe {

    static final int CAPACITY = 4_096;

    final NameText text = new NameText();
    final NameHash hash = new NameHash();

    private final @Nullable ListHit[] hits = new ListHit[CAPACITY];
    private final long[] found = new long[CAPACITY];
    private @Nullable Lists lists;

    /// From now on the entries are those of these lists.
    void of(Lists asked) {
        if (lists != asked) {
            lists = asked;
            Arrays.fill(hits, null);
        }
    }

    /// The entry that was read before for the same place and membership, or null.
    @Nullable ListHit recent(long placeAndMembership) {
        int at = at(placeAndMembership);
        return found[at] == placeAndMembership ? hits[at] : null;
    }

    void remember(long placeAndMembership, ListHit hit) {
        int at = at(placeAndMembership);
        found[at] = placeAndMembership;
        hits[at] = hit;
    }

    private static int at(long placeAndMembership) {
        return (int) (placeAndMembership >>> 32) & (CAPACITY - 1);
    }
}
