package org.tapwarden.classifier.list;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The entries where they lie in the mapped file: of each name one record, those that are looked up
/// first and in the order of the index. Immutable.
///
/// Only the beginning of every fourth is written down: a look at a page more costs more than
/// reading over three neighbours, which are some forty bytes each.
final class Records {

    static final int NEIGHBOURS = 4;

    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment file;
    private final long placesAt;
    private final List<String[]> templates;

    /// @param templates what stands before and after the name on a line, by number
    Records(MemorySegment file, long placesAt, List<String[]> templates) {
        this.file = file;
        this.placesAt = placesAt;
        this.templates = templates;
    }

    /// Where the record of a place in the index begins.
    long at(int place) {
        int known = place / NEIGHBOURS;
        long at = Integer.toUnsignedLong(file.get(U32, placesAt + (long) known * Integer.BYTES));
        for (int i = known * NEIGHBOURS; i < place; i++) {
            at = next(at);
        }
        return at;
    }

    private long next(long at) {
        long here = at + 1 + nameLength(at);
        int left = number(here);
        here = afterNumber(here);
        while (left-- > 0) {
            here = afterNumber(afterNumber(here));
            int template = number(here);
            here = afterNumber(here);
            if (template == 0) {
                int length = number(here);
                here = afterNumber(here) + length;
            }
        }
        return here;
    }

    private int nameLength(long at) {
        return file.get(U8, at) & 0xff;
    }

    private int number(long at) {
        int value = 0;
        int shift = 0;
        long here = at;
        byte next;
        do {
            next = file.get(U8, here++);
            value |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0 && shift < Integer.SIZE);
        return value;
    }

    private long afterNumber(long at) {
        long here = at;
        while (file.get(U8, here) < 0) {
            here++;
        }
        return here + 1;
    }

    /// Whether a record is of what stands from a place of the text to its end, and not only of the
    /// same hash.
    boolean isOf(long at, NameText text, int from) {
        int length = text.end() - from;
        if (nameLength(at) != length) {
            return false;
        }
        int i = 0;
        for (; i + NameText.EIGHT <= length; i += NameText.EIGHT) {
            if (file.get(U64, at + 1 + i) != text.eightFrom(from + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (file.get(U8, at + 1 + i) != text.at(from + i)) {
                return false;
            }
        }
        return true;
    }

    /// Reads from a record on.
    Cursor cursor(long at) {
        return new Cursor(at);
    }

    /// Reads records one after the other.
    final class Cursor {
        private long at;

        private Cursor(long at) {
            this.at = at;
        }

        long at() {
            return at;
        }

        String name() {
            int length = nameLength(at);
            return text(1, length);
        }

        private String text(int skipped, int length) {
            byte[] bytes = new byte[length];
            MemorySegment.copy(file, U8, at + skipped, bytes, 0, length);
            at += skipped + length;
            return new String(bytes, StandardCharsets.UTF_8);
        }

        int number() {
            int value = Records.this.number(at);
            at = afterNumber(at);
            return value;
        }

        /// The line of an entry as it stood in its list.
        String line(String name) {
            int template = number();
            if (template == 0) {
                int length = number();
                return text(0, length);
            }
            String[] words = templates.get(template);
            boolean bare = words[0].isEmpty() && words[1].isEmpty();
            return bare ? name : words[0] + name + words[1];
        }
    }
}
