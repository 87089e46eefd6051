package org.tapwarden.classifier.inspect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Builds one event's bytes for a ring. One a thread, used again for every event.
final class RecordWriter {

    /// Longest event; what would not fit is cut by the fields' own limits long before.
    static final int CAPACITY = 8_192;

    private static final int NO_TEXT = 0xffff;

    private final byte[] bytes = new byte[CAPACITY];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

    RecordWriter begin(int kind) {
        buffer.clear();
        buffer.put((byte) kind);
        return this;
    }

    RecordWriter u8(int value) {
        buffer.put((byte) value);
        return this;
    }

    RecordWriter i32(int value) {
        buffer.putInt(value);
        return this;
    }

    RecordWriter i64(long value) {
        buffer.putLong(value);
        return this;
    }

    RecordWriter text(@Nullable String text) {
        if (text == null) {
            buffer.putShort((short) NO_TEXT);
            return this;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(utf8.length, 1_020);
        buffer.putShort((short) length).put(utf8, 0, length);
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return buffer.position();
    }

    /// Reads what the writer wrote.
    static final class Reader {
        private final ByteBuffer buffer;

        Reader(byte[] array, int offset, int length) {
            this.buffer = ByteBuffer.wrap(array, offset, length);
        }

        int u8() {
            return Byte.toUnsignedInt(buffer.get());
        }

        int i32() {
            return buffer.getInt();
        }

        long i64() {
            return buffer.getLong();
        }

        @Nullable String text() {
            int length = Short.toUnsignedInt(buffer.getShort());
            if (length == NO_TEXT) {
                return null;
            }
            byte[] utf8 = new byte[length];
            buffer.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        /// Text that the writer never leaves out.
        String someText() {
            String text = text();
            return text == null ? "" : text;
        }
    }
}
