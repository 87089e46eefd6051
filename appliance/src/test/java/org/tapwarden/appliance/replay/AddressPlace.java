package org.tapwarden.appliance.replay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Where in a frame the last three bytes of an address of its flow stand, which make each copy of
/// the frame a flow of its own. In a tunnel that is the innermost address.
record AddressPlace(int at) {

    static final int LENGTH = 3;

    /// Gives a copy its address: the frame's own with the copy's number laid over it, so that no
    /// two of sixteen million are alike.
    ///
    /// @param copyAt where the copy begins
    /// @param frame as it was
    void number(MemorySegment copies, long copyAt, byte[] frame, int number) {
        for (int i = 0; i < LENGTH; i++) {
            byte laid = (byte) (number >>> (8 * (LENGTH - 1 - i)));
            copies.set(ValueLayout.JAVA_BYTE, copyAt + at + i, (byte) (frame[at + i] ^ laid));
        }
    }

    /// The frame as the copy with that number is.
    DamagedFrame numbered(DamagedFrame frame, int number) {
        byte[] bytes = frame.bytes().clone();
        number(MemorySegment.ofArray(bytes), 0, frame.bytes(), number);
        return new DamagedFrame(
                frame.capture(),
                frame.number(),
                frame.damage(),
                frame.way(),
                bytes,
                frame.captured(),
                frame.wire(),
                frame.link());
    }

    /// The next place, at `from` or behind it, where the address stands whole; -1 when there is
    /// none.
    static int next(DamagedFrame frame, byte[] address, int from) {
        int last = frame.captured() - address.length;
        for (int i = from; i <= last; i++) {
            if (Arrays.equals(frame.bytes(), i, i + address.length, address, 0, address.length)) {
                return i;
            }
        }
        return -1;
    }
}
