package org.tapwarden.detector.disruption;

import java.util.Arrays;

/// Counts different values in a fixed room: a bit for each, by its hash (linear counting; Whang et
/// al., 1990). Within a few percent while no more values came than there are bits.
final class Sketch {

    private final long[] words;
    private int set;

    /// @param bits a power of two, at least 64
    Sketch(int bits) {
        this.words = new long[bits / Long.SIZE];
    }

    /// Answers whether it is surely new.
    boolean add(long value) {
        long hash = value * 0x9e37_79b9_7f4a_7c15L;
        hash ^= hash >>> 32;
        hash *= 0xc2b2_ae3d_27d4_eb4fL;
        int at = (int) (hash >>> 40) & (words.length * Long.SIZE - 1);
        long bit = 1L << at;
        if ((words[at / Long.SIZE] & bit) != 0) {
            return false;
        }
        words[at / Long.SIZE] |= bit;
        set++;
        return true;
    }

    /// About how many different values came.
    long count() {
        double bits = (double) words.length * Long.SIZE;
        double unset = Math.max(1, bits - set);
        return Math.round(-bits * Math.log(unset / bits));
    }

    void clear() {
        Arrays.fill(words, 0);
        set = 0;
    }
}
