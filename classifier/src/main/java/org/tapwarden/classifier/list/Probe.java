package org.tapwarden.classifier.list;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// What one thread needs to ask: the name, a hash in the making, and entries that it found often,
/// since a handful of names makes most of a school's flows and reading an entry anew makes texts of
/// it.
///
/// Bounded: an entry takes the place of another whose number ends alike once it is found twice
/// without any other of that place between. So what is asked about once drives nothing out, and is
/// not written into old memory, which costs a fence each time.
final class Probe {

    static final int CAPACITY = 4_096;

    final NameText text = new NameText();
    final NameHash hash = new NameHash();
    final @Nullable RecentNames names;

    private final @Nullable ListHit[] hits;
    private final long[] kept;
    private final long[] found;
    private @Nullable Lists lists;

    private Probe(int capacity, @Nullable RecentNames names) {
        this.names = names;
        this.hits = new ListHit[capacity];
        this.kept = new long[capacity];
        this.found = new long[capacity];
    }

    /// For one question.
    static Probe once() {
        return new Probe(1, null);
    }

    /// For a thread that asks all day: some 700 kB.
    static Probe remembering() {
        return new Probe(CAPACITY, new RecentNames());
    }

    /// From now on the entries are those of these lists.
    void of(Lists asked) {
        if (lists != asked) {
            lists = asked;
            Arrays.fill(kept, 0);
            Arrays.fill(found, 0);
            Arrays.fill(hits, null);
            if (names != null) {
                names.clear();
            }
        }
    }

    /// The entry that was read before for the same place and membership, or null.
    @Nullable ListHit recent(long placeAndMembership) {
        int at = at(placeAndMembership);
        return kept[at] == placeAndMembership ? hits[at] : null;
    }

    /// Takes down that an entry was read that is none of the {@link #recent}; nothing of a
    /// protected destination.
    void remember(long placeAndMembership, ListHit hit) {
        if (hit.category() == Category.PROTECTED) {
            return;
        }
        int at = at(placeAndMembership);
        if (found[at] == placeAndMembership) {
            kept[at] = placeAndMembership;
            hits[at] = hit;
        } else {
            found[at] = placeAndMembership;
        }
    }

    private int at(long placeAndMembership) {
        return (int) (placeAndMembership >>> 32) & (hits.length - 1);
    }
}
