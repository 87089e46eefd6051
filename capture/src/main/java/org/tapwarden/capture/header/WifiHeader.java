package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;

/// An IEEE 802.11 MAC header (IEEE 802.11-2020, section 9.2.4 and 9.3).
///
/// Some access points hand frames to their controller with the two bytes of the frame control
/// changed round. The only version there is is 0, so a header that says otherwise, and would be
/// right the other way round, is read the other way round.
public record WifiHeader(MemorySegment block, long at) {

    private static final int ADDRESS = 6;
    private static final int FIRST = 4;
    private static final int SECOND = 10;
    private static final int THIRD = 16;
    private static final int SEQUENCE = 22;
    private static final int FOURTH = 24;
    private static final int CONTROL_LENGTH = 10;
    private static final int MIN_LENGTH = 24;
    private static final int QOS_LENGTH = 2;
    private static final int HT_LENGTH = 4;

    private static final int VERSION = 0x03;
    private static final int TYPE_SHIFT = 2;
    private static final int TYPE = 0x03;
    private static final int SUBTYPE_SHIFT = 4;

    private static final int MANAGEMENT = 0;
    private static final int CONTROL = 1;
    private static final int DATA = 2;
    private static final int NO_DATA = 0x4;
    private static final int QOS = 0x8;

    private static final int TO_NETWORK = 0x01;
    private static final int FROM_NETWORK = 0x02;
    private static final int RETRY = 0x08;
    private static final int PROTECTED = 0x40;
    private static final int ORDER = 0x80;

    private static final int FRAGMENT_NUMBER = 0x0f;
    private static final int AGGREGATE = 0x80;

    /// Subtypes of management frames, changed round, whose flags would be these in an association
    /// request: encrypted, or with the HT control that it never has.
    private static final int IMPOSSIBLE_FLAGS = PROTECTED | ORDER;

    public static Fault fault(MemorySegment block, long at, long end) {
        long available = end - at;
        if (available < CONTROL_LENGTH) {
            return Fault.TRUNCATED;
        }
        var wifi = new WifiHeader(block, at);
        if ((wifi.kind() & VERSION) != 0) {
            return Fault.WRONG_VERSION;
        }
        if (wifi.type() == CONTROL) {
            return Fault.NONE;
        }
        if (available < MIN_LENGTH) {
            return Fault.TRUNCATED;
        }
        return wifi.headerLength() <= available ? Fault.NONE : Fault.TRUNCATED;
    }

    public boolean isManagement() {
        return type() == MANAGEMENT;
    }

    /// A frame with a payload for somebody behind the radio, be it protected.
    public boolean isData() {
        return type() == DATA && (subtype() & NO_DATA) == 0;
    }

    public int type() {
        return kind() >>> TYPE_SHIFT & TYPE;
    }

    public int subtype() {
        return kind() >>> SUBTYPE_SHIFT;
    }

    /// Sent again since nobody acknowledged it: the same frame under the same {@link
    /// #sequenceControl}.
    public boolean isRetry() {
        return (flags() & RETRY) != 0;
    }

    /// Number of the frame and of its fragment, to be compared only; 0 in control frames.
    public int sequenceControl() {
        return type() == CONTROL ? 0 : NetworkOrder.u16(block, at + SEQUENCE);
    }

    /// Encrypted: nothing behind this header can be read.
    public boolean isProtected() {
        return (flags() & PROTECTED) != 0;
    }

    /// A part of a frame, and not the first: no header follows.
    public boolean isLaterFragment() {
        // Who turns the one number round turns the other.
        long fragment = isTurnedRound() ? at + SEQUENCE + 1 : at + SEQUENCE;
        return type() != CONTROL && (NetworkOrder.u8(block, fragment) & FRAGMENT_NUMBER) != 0;
    }

    /// Several frames in one, each behind an 802.3 header ("A-MSDU", section 9.3.2.2).
    public boolean isAggregate() {
        return hasQos() && (NetworkOrder.u8(block, qosAt()) & AGGREGATE) != 0;
    }

    /// Who made the frame, as {@link org.tapwarden.capture.Mac} keeps it; 0 in control frames.
    public long source() {
        if (type() == CONTROL) {
            return 0;
        }
        return switch (direction()) {
            case FROM_NETWORK -> NetworkOrder.mac(block, at + THIRD);
            case TO_NETWORK | FROM_NETWORK -> NetworkOrder.mac(block, at + FOURTH);
            default -> NetworkOrder.mac(block, at + SECOND);
        };
    }

    /// Whose radio sent the frame, as {@link org.tapwarden.capture.Mac} keeps it; 0 in control
    /// frames.
    public long transmitter() {
        return type() == CONTROL ? 0 : NetworkOrder.mac(block, at + SECOND);
    }

    /// The radio of whose network the frame is, as {@link org.tapwarden.capture.Mac} keeps it; 0 in
    /// control frames and between two access points.
    public long bssid() {
        if (type() == CONTROL) {
            return 0;
        }
        return switch (direction()) {
            case TO_NETWORK -> NetworkOrder.mac(block, at + FIRST);
            case FROM_NETWORK -> NetworkOrder.mac(block, at + SECOND);
            case TO_NETWORK | FROM_NETWORK -> 0;
            default -> NetworkOrder.mac(block, at + THIRD);
        };
    }

    /// Data that a station sends to its access point, with or without a payload.
    public boolean isFromStation() {
        return type() == DATA && direction() == TO_NETWORK;
    }

    /// For whom it is, as {@link org.tapwarden.capture.Mac} keeps it; 0 in control frames.
    public long destination() {
        if (type() == CONTROL) {
            return 0;
        }
        boolean toNetwork = (direction() & TO_NETWORK) != 0;
        return NetworkOrder.mac(block, at + (toNetwork ? THIRD : FIRST));
    }

    public int headerLength() {
        if (type() == CONTROL) {
            return CONTROL_LENGTH;
        }
        int length = MIN_LENGTH;
        length += hasFourAddresses() ? ADDRESS : 0;
        length += hasQos() ? QOS_LENGTH : 0;
        boolean mayControl = hasQos() || isManagement();
        return mayControl && (flags() & ORDER) != 0 ? length + HT_LENGTH : length;
    }

    /// {@link LlcHeader} follows in data that {@link #isProtected} does not hide.
    public long payloadAt() {
        return at + headerLength();
    }

    private boolean hasFourAddresses() {
        return type() == DATA && direction() == (TO_NETWORK | FROM_NETWORK);
    }

    private boolean hasQos() {
        return type() == DATA && (subtype() & QOS) != 0;
    }

    private long qosAt() {
        return at + MIN_LENGTH + (hasFourAddresses() ? ADDRESS : 0);
    }

    private int direction() {
        return type() == DATA ? flags() & (TO_NETWORK | FROM_NETWORK) : 0;
    }

    private boolean isTurnedRound() {
        int first = NetworkOrder.u8(block, at);
        int second = NetworkOrder.u8(block, at + 1);
        boolean wrong = (first & VERSION) != 0 || (first == 0 && (second & IMPOSSIBLE_FLAGS) != 0);
        return wrong && (second & VERSION) == 0;
    }

    private int kind() {
        return NetworkOrder.u8(block, isTurnedRound() ? at + 1 : at);
    }

    private int flags() {
        return NetworkOrder.u8(block, isTurnedRound() ? at : at + 1);
    }
}
