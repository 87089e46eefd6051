package org.tapwarden.classifier.list;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Entries that wait for the index to be built, one after the other in pieces of memory. Some forty
/// bytes each, since the words around a name are the same on most lines of a list and stand in a
/// table.
final class Rows {

    /// Names at most, of all lists together.
    static final int MOST = 20_000_000;

    /// Of a line that is kept word by word.
    static final int LONGEST_TEXT = 120;

    private static final int MOST_TEMPLATES = 4_096;
    private static final int PIECE_BITS = 20;
    private static final int PIECE = 1 << PIECE_BITS;

    /// A row is never longer: five numbers of five bytes, a text, a name.
    private static final int LONGEST_ROW = 32 + 4 * LONGEST_TEXT + 256;

    private static final int MOST_PIECES = 1 << (31 - PIECE_BITS);

    private final List<byte[]> pieces = new ArrayList<>();
    private final Map<String, Integer> templates = new HashMap<>();
    private final List<String[]> words = new ArrayList<>();
    private byte[] piece = {};
    private int at;
    private int[] places = new int[1 << 10];
    private int count;

    /// What surrounds the name on a line.
    private static final char NAME = '\0';

    Rows() {
        words.add(new String[] {"", ""}); // number 0: the line is written out
    }

    /// Takes one in.
    ///
    /// @param name in small letters, at most {@link
    ///   org.tapwarden.classifier.list.DomainText#LONGEST}
    /// @throws IOException when there is no more room
    void add(int membership, String name, int lineNumber, String line) throws IOException {
        if (count == MOST || pieces.size() == MOST_PIECES) {
            throw new IOException("the lists have more than " + MOST + " entries in all");
        }
        if (piece.length - at < LONGEST_ROW) {
            piece = new byte[PIECE];
            pieces.add(piece);
            at = 0;
        }
        if (count == places.length) {
            places = Arrays.copyOf(places, Math.min(MOST, count + (count >> 1)));
        }
        places[count++] = ((pieces.size() - 1) << PIECE_BITS) + at;
        at = EntryBytes.nameInto(piece, at, name);
        number(membership);
        number(lineNumber);
        line(name, line);
    }

    private void line(String name, String line) {
        int found = line.indexOf(name);
        if (found >= 0) {
            String before = line.substring(0, found);
            String after = line.substring(found + name.length());
            int template = template(before, after);
            if (template > 0) {
                number(template);
                return;
            }
        }
        number(0);
        String cut = line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
        byte[] text = cut.getBytes(StandardCharsets.UTF_8);
        number(text.length);
        System.arraycopy(text, 0, piece, at, text.length);
        at += text.length;
    }

    private int template(String before, String after) {
        if (before.length() + after.length() > LONGEST_TEXT) {
            return 0;
        }
        String key = before + NAME + after;
        Integer known = templates.get(key);
        if (known != null) {
            return known;
        }
        if (words.size() == MOST_TEMPLATES) {
            return 0;
        }
        templates.put(key, words.size());
        words.add(new String[] {before, after});
        return words.size() - 1;
    }

    private void number(int value) {
        at = EntryBytes.numberInto(piece, at, value);
    }

    int count() {
        return count;
    }

    /// What stands before and after the name, by the template's number.
    List<String[]> templates() {
        return words;
    }

    byte[] piece(int row) {
        return pieces.get(places[row] >>> PIECE_BITS);
    }

    int place(int row) {
        return places[row] & (PIECE - 1);
    }

    boolean sameName(int one, int other) {
        byte[] a = piece(one);
        byte[] b = piece(other);
        int fromA = place(one);
        int fromB = place(other);
        int length = EntryBytes.nameLength(a, fromA);
        return Arrays.equals(a, fromA, fromA + 1 + length, b, fromB, fromB + 1 + length);
    }
}
