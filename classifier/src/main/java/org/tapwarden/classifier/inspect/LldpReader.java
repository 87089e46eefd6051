package org.tapwarden.classifier.inspect;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Sighting;

/// Reads the system name out of an LLDP frame (IEEE 802.1AB, section 8.5.6).
final class LldpReader {

    private static final int MAX_FIELDS = 64;
    private static final int SYSTEM_NAME = 5;
    private static final int HEADER = 2;

    private LldpReader() {}

    static Sighting.Equipment equipment(MemorySegment block, long at, long end) {
        return new Sighting.Equipment(name(block, at, end), null, null, null, 0, null);
    }

    private static @Nullable String name(MemorySegment block, long at, long end) {
        long field = at;
        for (int i = 0; i < MAX_FIELDS && end - field >= HEADER; i++) {
            int first = Byte.toUnsignedInt(block.get(JAVA_BYTE, field));
            int length = (first & 1) << 8 | Byte.toUnsignedInt(block.get(JAVA_BYTE, field + 1));
            int type = first >> 1;
            if (type == 0 || end - field - HEADER < length) {
                return null;
            }
            if (type == SYSTEM_NAME) {
                byte[] text = new byte[Math.min(length, 255)];
                MemorySegment.copy(block, JAVA_BYTE, field + HEADER, text, 0, text.length);
                return new String(text, StandardCharsets.UTF_8);
            }
            field += HEADER + length;
        }
        return null;
    }
}
