package org.tapwarden.history.index;

import java.util.Arrays;

/// Numbers pairs of a number and a code from 0 on, in the order in which they came: so any number
/// of codes, one after the other, becomes one number.
///
/// Codes that are small and come alone, such as the ordinals of one dictionary, are looked up in a
/// plain array.
final class Combinations {

    private static final int PLAIN = 1 << 20;

    private int[] plain;
    private int[] table;
    private int[] before;
    private long[] codes;
    private int size;

    Combinations() {
        clear();
    }

    /// Numbers many.
    ///
    /// @param numbers the first of each pair; becomes the pair's
    void number(int[] numbers, long[] codes, int count) {
        for (int i = 0; i < count; i++) {
            long at = codes[i] + 1;
            int known = numbers[i] == 0 && at >= 0 && at < plain.length ? plain[(int) at] - 1 : -1;
            numbers[i] = known >= 0 ? known : number(numbers[i], codes[i]);
        }
    }

    int number(int first, long code) {
        if (first == 0 && code >= -1 && code < PLAIN - 1) {
            int at = (int) code + 1;
            if (at >= plain.length) {
                plain = Arrays.copyOf(plain, Math.max(2 * plain.length, at + 1));
            }
            int number = plain[at];
            if (number == 0) {
                number = add(first, code);
                plain[at] = number;
            }
            return number - 1;
        }
        int mask = table.length - 1;
        int at = hash(first, code) & mask;
        while (table[at] != 0) {
            int number = table[at] - 1;
            if (before[number] == first && codes[number] == code) {
                return number;
            }
            at = (at + 1) & mask;
        }
        table[at] = add(first, code);
        if (2 * size > table.length) {
            grow();
        }
        return size - 1;
    }

    /// @return one more than the new number
    private int add(int first, long code) {
        if (size == codes.length) {
            before = Arrays.copyOf(before, 2 * size);
            codes = Arrays.copyOf(codes, 2 * size);
        }
        before[size] = first;
        codes[size] = code;
        return ++size;
    }

    private void grow() {
        table = new int[2 * table.length];
        int mask = table.length - 1;
        for (int number = 0; number < size; number++) {
            if (before[number] == 0 && codes[number] >= -1 && codes[number] < PLAIN - 1) {
                continue; // in the plain array
            }
            int at = hash(before[number], codes[number]) & mask;
            while (table[at] != 0) {
                at = (at + 1) & mask;
            }
            table[at] = number + 1;
        }
    }

    private static int hash(int first, long code) {
        long mixed = (code * 0x9e3779b97f4a7c15L) ^ (first * 0xc2b2ae3d27d4eb4fL);
        return (int) (mixed ^ (mixed >>> 29) ^ (mixed >>> 47));
    }

    /// Forgets all.
    void clear() {
        plain = new int[1 << 10];
        table = new int[1 << 10];
        before = new int[1 << 9];
        codes = new long[1 << 9];
        size = 0;
    }

    /// All numbers, those of small codes that came alone first and in the order of their codes:
    /// what such codes stand for is then read in one go.
    int[] inOrder() {
        var order = new int[size];
        var placed = new boolean[size];
        int count = 0;
        for (int number : plain) {
            if (number > 0) {
                order[count++] = number - 1;
                placed[number - 1] = true;
            }
        }
        for (int number = 0; number < size; number++) {
            if (!placed[number]) {
                order[count++] = number;
            }
        }
        return order;
    }

    int size() {
        return size;
    }

    long code(int number) {
        return codes[number];
    }

    int before(int number) {
        return before[number];
    }
}
