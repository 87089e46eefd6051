package org.tapwarden.capture.flow;

import java.util.Arrays;

/// Doubly linked lists of slots, each slot in at most one of them.
///
/// The links lie in arrays of their own, apart from the flows: taking a flow out touches its
/// neighbours' links, and those are near each other in the cache while the neighbours are not.
final class SlotLists {

    static final int NONE = -1;

    private final int[] next;
    private final int[] previous;
    private final int[] listOf;
    private final int[] first;
    private final int[] last;
    private final int[] size;

    SlotLists(int slots, int lists) {
        next = new int[slots];
        previous = new int[slots];
        listOf = new int[slots];
        first = new int[lists];
        last = new int[lists];
        size = new int[lists];
        Arrays.fill(first, NONE);
        Arrays.fill(last, NONE);
    }

    /// The slot that has been in the list the longest, or {@link #NONE}.
    int first(int list) {
        return first[list];
    }

    /// The slot after this one, or {@link #NONE}.
    int next(int slot) {
        return next[slot];
    }

    int size(int list) {
        return size[list];
    }

    /// The list that the slot was appended to last.
    int listOf(int slot) {
        return listOf[slot];
    }

    /// Puts a slot that is in no list at the tail.
    void append(int list, int slot) {
        int tail = last[list];
        previous[slot] = tail;
        next[slot] = NONE;
        listOf[slot] = list;
        if (tail == NONE) {
            first[list] = slot;
        } else {
            next[tail] = slot;
        }
        last[list] = slot;
        size[list]++;
    }

    /// Takes the slot out of its list.
    void remove(int slot) {
        int list = listOf[slot];
        int before = previous[slot];
        int after = next[slot];
        if (before == NONE) {
            first[list] = after;
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            last[list] = before;
        } else {
            previous[after] = before;
        }
        size[list]--;
    }

    void move(int slot, int list) {
        remove(slot);
        append(list, slot);
    }
}
