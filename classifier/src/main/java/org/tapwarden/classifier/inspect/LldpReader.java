package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;

/// Reads what equipment says of itself in LLDP (IEEE 802.1AB-2016, section 8.5), and whether it is
/// a telephone (ANSI/TIA-1057, section 10.2.2).
final class LldpReader {

    private static final int MAX_FIELDS = 64;
    private static final int HEADER = 2;

    private static final int END = 0;
    private static final int CHASSIS = 1;
    private static final int PORT = 2;
    private static final int NAME = 5;
    private static final int DESCRIPTION = 6;
    private static final int CAPABILITIES = 7;
    private static final int MANAGEMENT = 8;
    private static final int ORGANISATION = 127;

    // Which kind of id follows; the numbers for chassis and ports differ (tables 8-2 and 8-3).
    private static final int CHASSIS_MAC = 4;
    private static final int CHASSIS_NETWORK = 5;
    private static final int PORT_MAC = 3;
    private static final int PORT_NETWORK = 4;

    // Address families of IANA.
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    /// Of the capabilities, those that {@link Sighting.Capability} knows.
    private static final int KNOWN = 0xff;

    /// The organisation of LLDP-MED, and in its first kind of field what sort of device it is.
    private static final int MED = 0x0012bb;

    private static final int MED_CAPABILITIES = 1;
    private static final int MED_TYPE = 6;
    private static final int MED_TELEPHONE = 3;

    private final Message message;
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String chassis;
    private @Nullable String port;
    private @Nullable Address management;
    private int capabilities;

    private LldpReader(Message message) {
        this.message = message;
    }

    /// What of the message was captured; null when it does not begin with a chassis id as each must
    /// (section 8.2).
    static Sighting.@Nullable Equipment equipment(MemorySegment block, long at, long end) {
        var reader = new LldpReader(new Message(block, at, end));
        return reader.read() ? reader.equipment() : null;
    }

    private boolean read() {
        int at = 0;
        for (int i = 0; i < MAX_FIELDS && message.has(at, HEADER); i++) {
            int type = message.u8(at) >>> 1;
            int length = message.u16(at) & 0x1ff;
            int value = at + HEADER;
            boolean whole = message.has(value, length);
            if (i == 0 && (type != CHASSIS || length < 2 || !whole)) {
                return false;
            }
            if (type == END || !whole) {
                return true;
            }
            field(type, value, length);
            at = value + length;
        }
        return chassis != null;
    }

    private void field(int type, int at, int length) {
        switch (type) {
            case CHASSIS -> chassis = id(at, length, CHASSIS_MAC, CHASSIS_NETWORK);
            case PORT -> port = id(at, length, PORT_MAC, PORT_NETWORK);
            case NAME -> name = message.text(at, length);
            case DESCRIPTION -> description = message.text(at, length);
            case CAPABILITIES -> {
                if (length >= 4) {
                    capabilities |= message.u16(at + 2) & KNOWN;
                }
            }
            case MANAGEMENT -> {
                if (management == null && length >= 2) {
                    management = network(at + 1, Math.min(message.u8(at), length - 1));
                }
            }
            case ORGANISATION -> {
                if (length > MED_TYPE && message.u32(at) == (MED << 8 | MED_CAPABILITIES)) {
                    boolean telephone = message.u8(at + MED_TYPE) == MED_TELEPHONE;
                    capabilities |= telephone ? 1 << Sighting.Capability.TELEPHONE.ordinal() : 0;
                }
            }
            default -> {}
        }
    }

    /// One byte says of what kind the id behind it is.
    private @Nullable String id(int at, int length, int ofMac, int ofNetwork) {
        if (length < 2) {
            return null;
        }
        int kind = message.u8(at);
        if (kind == ofMac) {
            return message.macText(at + 1, length - 1);
        }
        if (kind == ofNetwork) {
            Address address = network(at + 1, length - 1);
            return address == null ? message.hex(at + 1, length - 1) : address.toString();
        }
        String text = message.text(at + 1, length - 1);
        return text == null ? message.hex(at + 1, length - 1) : text;
    }

    /// An address behind its family; null when it is neither IPv4 nor IPv6.
    private @Nullable Address network(int at, int length) {
        if (length < 1) {
            return null;
        }
        int family = message.u8(at);
        boolean right = (family == IPV4 && length == 5) || (family == IPV6 && length == 17);
        return right ? message.address(at + 1, length - 1) : null;
    }

    private Sighting.Equipment equipment() {
        return new Sighting.Equipment(name, description, chassis, port, capabilities, management);
    }
}
