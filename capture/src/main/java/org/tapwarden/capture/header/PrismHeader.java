package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// What older drivers write before an 802.11 frame: Prism's header or AVS's (LINKTYPE_IEEE802_11_
/// PRISM and LINKTYPE_IEEE802_11_AVS, tcpdump.org).
///
/// One view, because drivers announce the one and write the other. Prism has the byte order of the
/// machine, which its first number shows.
public record PrismHeader(MemorySegment block, long at) {

    private static final int MIN_LENGTH = 24;
    private static final int LENGTH = 4;

    private static final int PRISM = 0x0000_0044;
    private static final int PRISM_TURNED = 0x4400_0000;
    private static final int PRISM_OTHER = 0x0000_0041;
    private static final int PRISM_OTHER_TURNED = 0x4100_0000;
    private static final int AVS = 0x8021_1000;
    private static final int AVS_MASK = 0xffff_f000;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        var prism = new PrismHeader(block, at);
        int first = NetworkOrder.bits32(block, at);
        boolean known =
                prism.isTurned()
                        || first == PRISM
                        || first == PRISM_OTHER
                        || (first & AVS_MASK) == AVS;
        if (!known) {
            return Fault.WRONG_VERSION;
        }
        int length = prism.headerLength();
        if (length < MIN_LENGTH) {
            return Fault.RADIO_HEADER_WRONG;
        }
        return length <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    public int headerLength() {
        int length = NetworkOrder.bits32(block, at + LENGTH);
        return isTurned() ? Integer.reverseBytes(length) : length;
    }

    public long payloadAt() {
        return at + headerLength();
    }

    private boolean isTurned() {
        int first = NetworkOrder.bits32(block, at);
        return first == PRISM_TURNED || first == PRISM_OTHER_TURNED;
    }
}
