package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// What a radio tells of a frame, before it (radiotap.org). {@link WifiHeader} follows.
public record RadiotapHeader(MemorySegment block, long at) {

    private static final int MIN_LENGTH = 8;
    private static final int WORD = 4;
    private static final int MAX_WORDS = 8;
    private static final int LENGTH = 2;
    private static final int PRESENT = 4;

    // Numbers are little endian, so the first byte has the low bits.
    private static final int HAS_TIME = 0x01;
    private static final int HAS_FLAGS = 0x02;
    private static final int HAS_MORE = 0x80;
    private static final int TIME_LENGTH = 8;

    private static final int CHECK_SEQUENCE = 0x10;
    private static final int PADDED = 0x20;
    private static final int WRONG_CHECK_SEQUENCE = 0x40;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        if (NetworkOrder.u8(block, at) != 0) {
            return Fault.WRONG_VERSION;
        }
        var radio = new RadiotapHeader(block, at);
        int length = radio.headerLength();
        if (length > available) {
            return Fault.TRUNCATED;
        }
        // The flags, where there are any, lie within the length too.
        boolean possible =
                length >= MIN_LENGTH
                        && radio.presentWords(length) <= MAX_WORDS
                        && radio.flagsAt(length) < at + length;
        return possible ? Fault.NONE : Fault.RADIO_HEADER_WRONG;
    }

    public int headerLength() {
        return Short.toUnsignedInt(
                Short.reverseBytes((short) NetworkOrder.u16(block, at + LENGTH)));
    }

    /// Four bytes of check sequence stand behind the frame.
    public boolean hasCheckSequence() {
        return (flags() & CHECK_SEQUENCE) != 0;
    }

    /// Received wrongly: none of its bytes can be believed.
    public boolean isDamaged() {
        return (flags() & WRONG_CHECK_SEQUENCE) != 0;
    }

    /// The payload behind the 802.11 header begins at a multiple of four.
    public boolean isPadded() {
        return (flags() & PADDED) != 0;
    }

    public long payloadAt() {
        return at + headerLength();
    }

    private int flags() {
        return hasFlags() ? NetworkOrder.u8(block, flagsAt(headerLength())) : 0;
    }

    private boolean hasFlags() {
        return (NetworkOrder.u8(block, at + PRESENT) & HAS_FLAGS) != 0;
    }

    /// The header's first byte where there are none.
    private long flagsAt(int length) {
        if (!hasFlags()) {
            return at;
        }
        long fields = PRESENT + (long) presentWords(length) * WORD;
        boolean timed = (NetworkOrder.u8(block, at + PRESENT) & HAS_TIME) != 0;
        long aligned = (fields + TIME_LENGTH - 1) / TIME_LENGTH * TIME_LENGTH;
        return at + (timed ? aligned + TIME_LENGTH : fields);
    }

    private int presentWords(int length) {
        int words = 1;
        while (words <= MAX_WORDS
                && PRESENT + words * WORD <= length
                && (NetworkOrder.u8(block, at + PRESENT + (long) words * WORD - 1) & HAS_MORE)
                        != 0) {
            words++;
        }
        return PRESENT + words * WORD <= length ? words : MAX_WORDS + 1;
    }
}
