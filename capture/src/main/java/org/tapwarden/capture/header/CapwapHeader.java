package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// The header of what an access point and its controller tunnel in clear (RFC 5415, section 4.3).
public record CapwapHeader(MemorySegment block, long at) {

    /// The controller's data port; the access point has any.
    public static final int PORT = 5247;

    private static final int MIN_LENGTH = 8;
    private static final int WORD = 4;

    private static final int VERSION_SHIFT = 28;
    private static final int TYPE = 0x0f00_0000;
    private static final int LENGTH_SHIFT = 19;
    private static final int LENGTH = 0x1f;
    private static final int RADIO_SHIFT = 14;
    private static final int RADIO = 0x1f;
    private static final int BINDING_SHIFT = 9;
    private static final int BINDING = 0x1f;
    private static final int NATIVE = 0x100;
    private static final int FRAGMENT = 0x80;
    private static final int KEEP_ALIVE = 0x08;

    private static final int WIFI = 1;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        var capwap = new CapwapHeader(block, at);
        if (capwap.word() >>> VERSION_SHIFT != 0) {
            return Fault.WRONG_VERSION;
        }
        if ((capwap.word() & TYPE) != 0) {
            return Fault.CAPWAP_ENCRYPTED;
        }
        int header = capwap.headerLength();
        if (header < MIN_LENGTH) {
            return Fault.IMPOSSIBLE_HEADER_LENGTH;
        }
        return header <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    /// With the radio's address and the wireless information, where there are any.
    public int headerLength() {
        return (word() >>> LENGTH_SHIFT & LENGTH) * WORD;
    }

    /// Which radio of the access point.
    public int radio() {
        return word() >>> RADIO_SHIFT & RADIO;
    }

    /// An 802.11 frame follows, {@link WifiHeader}; else an 802.3 frame.
    public boolean isWifi() {
        return isNative() && (word() >>> BINDING_SHIFT & BINDING) == WIFI;
    }

    /// A frame of the radio's own format follows; {@link #isWifi} says whether we read it.
    public boolean isNative() {
        return (word() & NATIVE) != 0;
    }

    public boolean isFragment() {
        return (word() & FRAGMENT) != 0;
    }

    /// Between the two alone; no frame follows.
    public boolean isKeepAlive() {
        return (word() & KEEP_ALIVE) != 0;
    }

    public long payloadAt() {
        return at + headerLength();
    }

    private int word() {
        return NetworkOrder.bits32(block, at);
    }
}
