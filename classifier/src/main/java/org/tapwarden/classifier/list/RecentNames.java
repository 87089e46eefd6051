package org.tapwarden.classifier.list;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// Names that one thread was asked about often and what came of it, also nothing: some hundred
/// names make most of a school's flows, and to look one up anew costs several waits for memory. Of
/// one generation of lists.
///
/// Bounded: a name has one place, and takes it from another once it is asked about twice there
/// without any other between. So what is asked about once drives nothing out. Names of more than
/// {@link #LONGEST} characters are not remembered.
final class RecentNames {

    static final int CAPACITY = 8_192;

    /// Of a place, 64 bytes, a name has all but its length.
    static final int LONGEST = 56;

    private static final int WORDS = 8;

    /// Of a name that no place holds.
    private static final long NOBODY = 0;

    /// A place after the other: the length, then the name by eights.
    private final long[] names = new long[CAPACITY * WORDS];

    private final long[] last = new long[CAPACITY];
    private final @Nullable ListHit[] hits = new ListHit[CAPACITY];

    private final long[] name = new long[WORDS];
    private int words;
    private long hash;
    private int place;

    /// Forgets all of them.
    void clear() {
        Arrays.fill(names, 0);
        Arrays.fill(last, NOBODY);
        Arrays.fill(hits, null);
    }

    /// Looks whether a name is known, in the letters that it has.
    ///
    /// @return whether {@link #hit} says what came of it; if not, {@link #remember} may be told
    boolean knows(NameText text) {
        int length = text.end();
        if (length > LONGEST || !text.isWhole()) {
            words = 0;
            return false;
        }
        long mixed = length;
        name[0] = length;
        words = 1;
        for (int at = 0; at < length; at += NameText.EIGHT) {
            long eight = text.eightFrom(at);
            int beyond = at + NameText.EIGHT - length;
            if (beyond > 0) {
                eight &= -1L << (Byte.SIZE * beyond);
            }
            name[words++] = eight;
            mixed = (mixed ^ eight) * 0x9e37_79b9_7f4a_7c15L;
            mixed ^= mixed >>> 32;
        }
        hash = mixed == NOBODY ? 1 : mixed;
        place = (int) mixed & (CAPACITY - 1);
        int from = place * WORDS;
        return Arrays.equals(names, from, from + words, name, 0, words);
    }

    /// What came of the name that is known.
    @Nullable ListHit hit() {
        return hits[place];
    }

    /// Takes down what came of a name that was not known. Of a protected destination nothing stays
    /// in memory.
    void remember(@Nullable ListHit hit) {
        if (words == 0) {
            return;
        }
        if (hit != null && hit.category() == Category.PROTECTED) {
            Arrays.fill(name, 0);
            hash = NOBODY;
        } else if (last[place] == hash) {
            System.arraycopy(name, 0, names, place * WORDS, words);
            hits[place] = hit;
        } else {
            last[place] = hash;
        }
    }
}
