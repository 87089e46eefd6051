package org.tapwarden.classifier.inspect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Strings made of bytes, the same object for the same bytes most of the time: of the texts that
/// flows tell nearly all were told before. One object a thread.
///
/// Bounded: a text takes the place of another with the same hash. So a sender who makes texts up
/// gains nothing but a string made anew, as without this table.
final class Texts {

    static final int CAPACITY = 2_048;

    /// Longer ones seldom come again.
    static final int LONGEST = 64;

    private final @Nullable String[] known = new String[CAPACITY];
    private final byte[] @Nullable [] written = new byte[CAPACITY][];

    String of(byte[] array, int from, int length) {
        if (length > LONGEST) {
            return new String(array, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + array[i];
        }
        int place = (hash ^ hash >>> 15) & (CAPACITY - 1);
        byte[] there = written[place];
        String text = known[place];
        if (there != null
                && text != null
                && Arrays.equals(there, 0, there.length, array, from, from + length)) {
            return text;
        }
        String made = new String(array, from, length, StandardCharsets.UTF_8);
        known[place] = made;
        written[place] = Arrays.copyOfRange(array, from, from + length);
        return made;
    }
}
