package org.tapwarden.history.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.MSBRadixSorter;

/// The different words of a batch, numbered from 0 on in the order in which they came. For one
/// thread.
final class WordTable {

    static final int NONE = -1;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9e3779b97f4a7c15L;
    private static final int FIRST_SLOTS = 256;

    private byte[] bytes = new byte[1 << 12];
    private int used;
    private int[] begins = new int[FIRST_SLOTS / 2 + 1];

    /// The hash of a word in the upper half, one more than its number in the lower; 0 where there
    /// is none. So a slot says by itself that it is another word's.
    private long[] slots = new long[FIRST_SLOTS];

    private int size;

    int size() {
        return size;
    }

    /// What stands where a word of this hash would: for {@link #find}. Asked ahead for several
    /// tables, the machine fetches them at the same time.
    long peek(int hash) {
        return slots[hash & (slots.length - 1)];
    }

    /// The number of a word; {@link #NONE} when it is new.
    ///
    /// @param peeked of {@link #peek}
    int find(int hash, long peeked, byte[] from, int offset, int length) {
        int mask = slots.length - 1;
        int at = hash & mask;
        for (long slot = peeked; slot != 0; slot = slots[at]) {
            int number = (int) slot - 1;
            if ((int) (slot >>> Integer.SIZE) == hash && is(number, from, offset, length)) {
                return number;
            }
            at = (at + 1) & mask;
        }
        return NONE;
    }

    private boolean is(int number, byte[] from, int offset, int length) {
        int begin = begins[number];
        if (begins[number + 1] - begin != length) {
            return false;
        }
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if ((long) LONGS.get(bytes, begin + at) != (long) LONGS.get(from, offset + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (bytes[begin + at] != from[offset + at]) {
                return false;
            }
        }
        return true;
    }

    /// The number of a word, which is added when it is new.
    int number(byte[] from, int offset, int length) {
        int hash = hash(from, offset, length);
        int known = find(hash, peek(hash), from, offset, length);
        return known != NONE ? known : add(hash, from, offset, length);
    }

    /// Adds a word that is new.
    int add(int hash, byte[] from, int offset, int length) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        bytes = ArrayUtil.grow(bytes, used + length);
        System.arraycopy(from, offset, bytes, used, length);
        begins[size] = used;
        used += length;
        begins[size + 1] = used;
        size++;
        place((long) hash << Integer.SIZE | size);
        return size - 1;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        begins = Arrays.copyOf(begins, slots.length / 2 + 1);
        for (long slot : before) {
            if (slot != 0) {
                place(slot);
            }
        }
    }

    private void place(long slot) {
        int mask = slots.length - 1;
        int at = (int) (slot >>> Integer.SIZE) & mask;
        while (slots[at] != 0) {
            at = (at + 1) & mask;
        }
        slots[at] = slot;
    }

    static int hash(byte[] from, int offset, int length) {
        long hash = length;
        int at = offset;
        int end = offset + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (Long.rotateLeft(hash, 29) ^ (long) LONGS.get(from, at)) * MIX;
        }
        for (; at < end; at++) {
            hash = (Long.rotateLeft(hash, 9) ^ from[at]) * MIX;
        }
        return (int) (hash ^ (hash >>> 32));
    }

    /// Those numbers that are used, in the order of their words.
    ///
    /// @param uses how often each is
    int[] sorted(int[] uses) {
        var numbers = new int[size];
        int count = 0;
        int longest = 0;
        for (int number = 0; number < size; number++) {
            if (uses[number] > 0) {
                numbers[count++] = number;
                longest = Math.max(longest, begins[number + 1] - begins[number]);
            }
        }
        new MSBRadixSorter(longest) {
            @Override
            protected int byteAt(int i, int k) {
                int at = begins[numbers[i]] + k;
                return at < begins[numbers[i] + 1] ? bytes[at] & 0xff : -1;
            }

            @Override
            protected void swap(int i, int j) {
                int number = numbers[i];
                numbers[i] = numbers[j];
                numbers[j] = number;
            }
        }.sort(0, count);
        return Arrays.copyOf(numbers, count);
    }

    /// A word, where it lies: good until the next is added.
    void word(int number, BytesRef into) {
        into.bytes = bytes;
        into.offset = begins[number];
        into.length = begins[number + 1] - begins[number];
    }

    /// Forgets all, and keeps the room.
    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
        used = 0;
    }
}
