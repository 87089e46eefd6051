package org.tapwarden.classifier.list;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A name that is asked about, in small letters and eight characters a word, so that hashing it,
/// finding its dots and comparing it take steps of eight.
///
/// State of one thread, used again and again.
final class NameText {

    static final int EIGHT = Long.BYTES;

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    private static final long DOTS = '.' * ONES;
    private static final long FROM_A = (0x80 - 'A') * ONES;
    private static final long ABOVE_Z = (0x7f - 'Z') * ONES;

    /// Behind eight bytes that are only there so that the first characters can be read as a word.
    private final byte[] bytes = new byte[EIGHT + DomainText.LONGEST];

    private int from;
    private int end;

    /// The text from now on.
    ///
    /// @param end where it ends, at most {@link DomainText#LONGEST}
    void take(String name, int end) {
        int all = 0;
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            bytes[EIGHT + i] = (byte) c;
            all |= c;
        }
        this.end = end;
        this.from = 0;
        if (all > 0x7f) {
            int last = end - 1;
            while (name.charAt(last) <= 0x7f) {
                last--;
            }
            from = last + 1;
        }
    }

    /// Whether it is this name, letter by letter; never where nothing was taken.
    boolean is(String name) {
        return end > 0 && from == 0 && endsWith(0, name);
    }

    /// Leaves nothing of it in memory.
    void forget() {
        Arrays.fill(bytes, (byte) 0);
        from = 0;
        end = 0;
    }

    /// Behind the last character that no list can have.
    int from() {
        return from;
    }

    int end() {
        return end;
    }

    /// Whether nothing of the name was left out.
    boolean isWhole() {
        return from == 0;
    }

    /// The eight characters before a place, the last of them in the lowest byte, zeros where there
    /// are fewer. Makes them small, so to be asked from the end to the beginning.
    long eightBefore(int place) {
        long word = (long) WORD.get(bytes, place);
        int left = place - from;
        if (left < EIGHT) {
            word &= (1L << (Byte.SIZE * left)) - 1;
        }
        long capitals = (word + FROM_A) & ~(word + ABOVE_Z) & HIGH;
        long small = word | (capitals >>> 2);
        WORD.set(bytes, place, small);
        return small;
    }

    /// The highest bit of each byte that is a dot. Exact, since no byte is above 0x7f.
    static long dots(long eight) {
        return ~((eight ^ DOTS) + ~HIGH) & HIGH;
    }

    /// A character after it was made small.
    byte at(int place) {
        return bytes[EIGHT + place];
    }

    /// Eight characters from a place on, the first in the highest byte.
    long eightFrom(int place) {
        return (long) WORD.get(bytes, EIGHT + place);
    }

    /// Whether what stands from a place to the end is a name in small letters.
    boolean endsWith(int place, String name) {
        if (name.length() != end - place) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != bytes[EIGHT + place + i]) {
                return false;
            }
        }
        return true;
    }
}
