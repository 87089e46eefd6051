package org.tapwarden.classifier.list;

import java.nio.charset.StandardCharsets;

/// How an entry is written: its name behind a byte that says how long it is, then numbers of seven
/// bits a byte. Names are ASCII.
final class EntryBytes {

    private EntryBytes() {}

    static int nameInto(byte[] to, int at, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        to[at] = (byte) bytes.length;
        System.arraycopy(bytes, 0, to, at + 1, bytes.length);
        return at + 1 + bytes.length;
    }

    static int nameLength(byte[] from, int at) {
        return from[at] & 0xff;
    }

    static int numberInto(byte[] to, int at, int value) {
        int rest = value;
        int here = at;
        while ((rest & ~0x7f) != 0) {
            to[here++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[here++] = (byte) rest;
        return here;
    }

    static int number(byte[] from, int at) {
        int value = 0;
        int shift = 0;
        int here = at;
        byte next;
        do {
            next = from[here++];
            value |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0 && shift < Integer.SIZE);
        return value;
    }

    private static int afterNumber(byte[] from, int at) {
        int here = at;
        while (from[here] < 0) {
            here++;
        }
        return here + 1;
    }

    /// The bytes of what follows a name: membership, line number, template, and where that is 0 the
    /// line itself.
    static int restLength(byte[] from, int at) {
        int template = afterNumber(from, afterNumber(from, at));
        int end = afterNumber(from, template);
        if (number(from, template) == 0) {
            int length = number(from, end);
            end = afterNumber(from, end) + length;
        }
        return end - at;
    }
}
