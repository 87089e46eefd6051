package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.Capability;

/// Reads what Cisco equipment says of itself: CDP versions 1 and 2, as Cisco documents the fields
/// ("Cisco Discovery Protocol", LAN Switching Configuration Guide).
///
/// It has no id but the device's name, so the chassis stays unsaid; and no bit for an access point,
/// which says that it is a bridge.
final class CdpReader {

    private static final int MAX_FIELDS = 64;

    /// Version, time to live, checksum.
    private static final int HEADER = 4;

    /// Type, and a length that counts both.
    private static final int FIELD_HEADER = 4;

    private static final int DEVICE = 1;
    private static final int ADDRESSES = 2;
    private static final int PORT = 3;
    private static final int CAPABILITIES = 4;
    private static final int SOFTWARE = 5;
    private static final int PLATFORM = 6;
    private static final int MANAGEMENT = 0x16;

    // Bits of the capabilities.
    private static final int ROUTER = 0x01;
    private static final int BRIDGES = 0x02 | 0x04 | 0x08;
    private static final int HOST = 0x10;
    private static final int REPEATER = 0x40;
    private static final int TELEPHONE = 0x80;

    private static final int MAX_ADDRESSES = 8;

    /// IP's number among the one-byte ones.
    private static final int NLPID_IP = 0xcc;

    private static final int IPV6_TYPE = 0x86dd;

    private final Message message;
    private @Nullable String device;
    private @Nullable String port;
    private @Nullable String platform;
    private @Nullable String software;
    private @Nullable Address address;
    private @Nullable Address management;
    private int capabilities;

    private CdpReader(Message message) {
        this.message = message;
    }

    /// What of the message was captured; null when it is none.
    ///
    /// @param at behind SNAP, the byte of the version
    static Sighting.@Nullable Equipment equipment(MemorySegment block, long at, long end) {
        var reader = new CdpReader(new Message(block, at, end));
        return reader.read() ? reader.equipment() : null;
    }

    private boolean read() {
        if (!message.has(0, HEADER + FIELD_HEADER) || message.u8(0) < 1 || message.u8(0) > 2) {
            return false;
        }
        int at = HEADER;
        int read = 0;
        while (read < MAX_FIELDS && message.has(at, FIELD_HEADER)) {
            int length = message.u16(at + 2) - FIELD_HEADER;
            if (length < 0 || !message.has(at + FIELD_HEADER, length)) {
                break;
            }
            field(message.u16(at), at + FIELD_HEADER, length);
            at += FIELD_HEADER + length;
            read++;
        }
        return read > 0;
    }

    private void field(int type, int at, int length) {
        switch (type) {
            case DEVICE -> device = message.text(at, length);
            case PORT -> port = message.text(at, length);
            case PLATFORM -> platform = message.text(at, length);
            case SOFTWARE -> software = message.text(at, length);
            case CAPABILITIES -> {
                if (length >= 4) {
                    capabilities = capabilities((int) message.u32(at));
                }
            }
            case ADDRESSES -> address = first(at, at + length);
            case MANAGEMENT -> management = first(at, at + length);
            default -> {}
        }
    }

    private static int capabilities(int said) {
        return bit(said, ROUTER, Capability.ROUTER)
                | bit(said, BRIDGES, Capability.BRIDGE)
                | bit(said, HOST, Capability.STATION)
                | bit(said, REPEATER, Capability.REPEATER)
                | bit(said, TELEPHONE, Capability.TELEPHONE);
    }

    private static int bit(int said, int any, Capability capability) {
        return (said & any) != 0 ? 1 << capability.ordinal() : 0;
    }

    /// The first IP address of a list: their count, then for each the kind and number of the
    /// protocol, and the address behind its length.
    private @Nullable Address first(int from, int end) {
        int at = from + 4;
        for (int i = 0; i < MAX_ADDRESSES && at + 2 <= end; i++) {
            int protocol = at + 2;
            int length = protocol + message.u8(at + 1);
            if (length + 2 > end) {
                return null;
            }
            int value = length + 2;
            int count = message.u16(length);
            if (value + count > end) {
                return null;
            }
            boolean four = length - protocol == 1 && message.u8(protocol) == NLPID_IP && count == 4;
            boolean six =
                    length - protocol == 8 && message.u16(protocol + 6) == IPV6_TYPE && count == 16;
            if (four || six) {
                return message.address(value, count);
            }
            at = value + count;
        }
        return null;
    }

    private Sighting.Equipment equipment() {
        return new Sighting.Equipment(
                device,
                description(),
                null,
                port,
                capabilities,
                management == null ? address : management);
    }

    private @Nullable String description() {
        if (platform == null || software == null) {
            return platform == null ? software : platform;
        }
        return platform + ", " + software;
    }
}
