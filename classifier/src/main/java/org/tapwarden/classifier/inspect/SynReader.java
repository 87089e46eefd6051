package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Sighting;

/// Reads how the sender of a SYN sets its TCP up (RFC 9293, section 3.2; RFC 7323).
final class SynReader {

    private static final int MIN_LENGTH = 20;
    private static final int WORD = 4;
    private static final int DATA_OFFSET = 12;
    private static final int WINDOW = 14;

    private static final int END = 0;
    private static final int PADDING = 1;
    private static final int MAXIMUM_SEGMENT = 2;
    private static final int WINDOW_SCALE = 3;
    private static final int TIMESTAMP = 8;

    /// Kinds fill a long, four bits each.
    private static final int MAX_OPTIONS = 16;

    private static final int HIGHEST_KIND = 15;
    private static final int KIND_BITS = 4;

    private SynReader() {}

    /// Null where the header's options were not captured, or lie.
    ///
    /// @param at the header that the loop found sound; `end` is where the captured bytes stop
    static Sighting.@Nullable Stack stack(
            MemorySegment block, long at, long end, boolean dontFragment) {
        var header = new Message(block, at, end);
        if (!header.has(0, MIN_LENGTH)) {
            return null;
        }
        int length = (header.u8(DATA_OFFSET) >>> 4) * WORD;
        if (length < MIN_LENGTH || !header.has(0, length)) {
            return null;
        }
        long options = 0;
        int maximumSegment = 0;
        int windowScale = -1;
        long timestamp = 0;
        int option = MIN_LENGTH;
        for (int i = 0; i < MAX_OPTIONS && option < length; i++) {
            int kind = header.u8(option);
            options |= (long) Math.min(kind, HIGHEST_KIND) << (Long.SIZE - KIND_BITS * (i + 1));
            if (kind == END) {
                break;
            }
            if (kind == PADDING) {
                option++;
                continue;
            }
            int size = option + 1 < length ? header.u8(option + 1) : 0;
            if (size < 2 || option + size > length) {
                return null;
            }
            if (kind == MAXIMUM_SEGMENT && size == 4) {
                maximumSegment = header.u16(option + 2);
            } else if (kind == WINDOW_SCALE && size == 3) {
                windowScale = header.u8(option + 2);
            } else if (kind == TIMESTAMP && size == 10) {
                timestamp = header.u32(option + 2);
            }
            option += size;
        }
        return new Sighting.Stack(
                header.u16(WINDOW), options, maximumSegment, windowScale, timestamp, dontFragment);
    }
}
