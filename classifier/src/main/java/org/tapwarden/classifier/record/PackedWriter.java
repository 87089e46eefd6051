package org.tapwarden.classifier.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;

/// Writes parts of flow records as bytes, for the spool and for the words of an index. {@link
/// PackedReader} reads them.
///
/// What is one of few values is written as its word and not as its number: a protocol or category
/// that is put in between must not give last month's flows another meaning. Used again and again by
/// one thread.
public final class PackedWriter {

    /// Longest text kept, in bytes of UTF-8; a longer one is cut. With it a record stays far below
    /// what the spool takes.
    public static final int LONGEST_TEXT = 2_048;

    /// Most grounds kept; more are cut off.
    public static final int MOST_GROUNDS = 16;

    /// Of a number, in bytes.
    private static final int LONGEST_NUMBER = 10;

    /// Most records fit without growing.
    private static final int FIRST_SIZE = 512;

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /// Forgets what was written.
    public PackedWriter clear() {
        length = 0;
        return this;
    }

    /// Forgets all but so many bytes.
    PackedWriter cut(int newLength) {
        length = newLength;
        return this;
    }

    /// Those written are the first {@link #length} of it; the next write may change or replace it.
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /// A copy of what was written.
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    public void put(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    public void put(byte[] from, int count) {
        room(count);
        System.arraycopy(from, 0, bytes, length, count);
        length += count;
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    /// Seven bits a byte, low ones first, the sign folded into the lowest bit.
    public void number(long value) {
        room(LONGEST_NUMBER);
        byte[] to = bytes;
        int at = length;
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            to[at++] = (byte) ((int) rest | 0x80);
            rest >>>= 7;
        }
        to[at] = (byte) rest;
        length = at + 1;
    }

    /// Eight bytes, the highest first.
    void eight(long bits) {
        room(Long.BYTES);
        BIG_ENDIAN.set(bytes, length, bits);
        length += Long.BYTES;
    }

    /// Leaves room for a length of two bytes.
    ///
    /// @return where it is, for {@link #close}
    int open() {
        room(Short.BYTES);
        length += Short.BYTES;
        return length - Short.BYTES;
    }

    /// Writes into the room how many bytes were written since.
    void close(int opened) {
        twoBytes(opened, length - opened - Short.BYTES);
    }

    /// Two bytes, the higher first, over what is there.
    void twoBytes(int at, int value) {
        bytes[at] = (byte) (value >>> Byte.SIZE);
        bytes[at + 1] = (byte) value;
    }

    /// Writes a text of ASCII without capitals, and nothing that a zero stands for, as it is.
    ///
    /// @return false when it is another, or too long; nothing was written then
    boolean lowerAscii(String text) {
        int size = text.length();
        if (size > LONGEST_TEXT) {
            return false;
        }
        room(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
            bytes[length + i] = (byte) c;
        }
        length += size;
        return true;
    }

    private boolean ascii(String text) {
        int size = text.length();
        if (size > LONGEST_TEXT) {
            return false;
        }
        int before = length;
        number(size);
        room(size);
        byte[] to = bytes;
        int from = length;
        int all = 0;
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            all |= c;
            to[from + i] = (byte) c;
        }
        length = all < 0x80 ? from + size : before;
        return all < 0x80;
    }

    public void text(@Nullable String text) {
        if (text == null) {
            number(-1);
            return;
        }
        if (ascii(text)) { // nearly all are
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int kept = kept(utf8);
        number(kept);
        put(utf8, kept);
    }

    /// How many bytes of a text are kept, never half a character.
    public static int kept(byte[] utf8) {
        int kept = Math.min(utf8.length, LONGEST_TEXT);
        while (kept < utf8.length && (utf8[kept] & 0xc0) == 0x80) {
            kept--;
        }
        return kept;
    }

    /// @param since the times are differences, since those are small
    public void traffic(FlowRecord.Traffic traffic, long since) {
        number(traffic.startNanos() - since);
        number(traffic.endNanos() - traffic.startNanos());
        number(traffic.sourcePackets());
        number(traffic.sourceBytes());
        number(traffic.destinationPackets());
        number(traffic.destinationBytes());
        number(traffic.sourceFlags());
        number(traffic.destinationFlags());
    }

    /// Without what came second.
    public void label(Label label) {
        text(label.protocol().word());
        text(label.application());
        text(label.category().word());
        text(label.basis().word());
        int grounds = Math.min(label.grounds().size(), MOST_GROUNDS);
        number(grounds);
        List<Grounds> all = label.grounds();
        for (int i = 0; i < grounds; i++) {
            text(all.get(i).code());
        }
    }

    public void runnerUp(@Nullable RunnerUp second) {
        text(second == null ? null : second.protocol().word());
        if (second != null) {
            text(second.application());
            text(second.category().word());
            text(second.grounds().code());
            text(second.lost().word());
        }
    }
}
