package org.tapwarden.classifier.inspect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Builds one event's bytes for a ring. One a thread, used again for every event.
final class RecordWriter {

    /// Longest event; what would not fit is cut by the fields' own limits long before.
    static final int CAPACITY = 8_192;

    private static final int MOST_TEXT = 1_020;
    private static final int NO_TEXT = 0xffff;
    private static final VarHandle I16 =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes = new byte[CAPACITY];
    private int length;

    RecordWriter begin(int kind) {
        length = 0;
        return u8(kind);
    }

    RecordWriter u8(int value) {
        bytes[length++] = (byte) value;
        return this;
    }

    RecordWriter i32(int value) {
        I32.set(bytes, length, value);
        length += Integer.BYTES;
        return this;
    }

    RecordWriter i64(long value) {
        I64.set(bytes, length, value);
        length += Long.BYTES;
        return this;
    }

    RecordWriter text(@Nullable String text) {
        if (text == null) {
            return lengthAt(length, NO_TEXT);
        }
        int count = text.length();
        int at = length + Short.BYTES;
        for (int i = 0; i < count && count <= MOST_TEXT; i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                return unusual(text);
            }
            bytes[at + i] = (byte) c;
        }
        if (count > MOST_TEXT) {
            return unusual(text);
        }
        lengthAt(length, count);
        length += count;
        return this;
    }

    /// Text that is not ASCII, or too long.
    private RecordWriter unusual(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int count = Math.min(utf8.length, MOST_TEXT);
        System.arraycopy(utf8, 0, bytes, length + Short.BYTES, count);
        lengthAt(length, count);
        length += count;
        return this;
    }

    private RecordWriter lengthAt(int at, int count) {
        I16.set(bytes, at, (short) count);
        length += Short.BYTES;
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /// Reads what the writer wrote.
    static final class Reader {
        private final byte[] bytes;
        private final Texts texts;
        private int at;

        /// @param texts where texts that came before are found again
        Reader(Texts texts, byte[] array, int offset) {
            this.bytes = array;
            this.texts = texts;
            this.at = offset;
        }

        int u8() {
            return Byte.toUnsignedInt(bytes[at++]);
        }

        int i32() {
            int value = (int) I32.get(bytes, at);
            at += Integer.BYTES;
            return value;
        }

        long i64() {
            long value = (long) I64.get(bytes, at);
            at += Long.BYTES;
            return value;
        }

        @Nullable String text() {
            int count = Short.toUnsignedInt((short) I16.get(bytes, at));
            at += Short.BYTES;
            if (count == NO_TEXT) {
                return null;
            }
            String text = texts.of(bytes, at, count);
            at += count;
            return text;
        }

        /// Text that the writer never leaves out.
        String someText() {
            String text = text();
            return text == null ? "" : text;
        }
    }
}
