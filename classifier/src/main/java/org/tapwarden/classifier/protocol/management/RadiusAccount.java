package org.tapwarden.classifier.protocol.management;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Telling.AccountUsed.Part;
import org.tapwarden.classifier.protocol.Text;

/// Who uses which station, out of an accounting request whose attributes are whole (RFC 2866,
/// section 5; RFC 2869, section 5.17; RFC 2868, section 3.6).
final class RadiusAccount {

    private static final int HEADER = 20;
    private static final int USER_NAME = 1;
    private static final int NAS_IP_ADDRESS = 4;
    private static final int NAS_PORT = 5;
    private static final int FRAMED_IP_ADDRESS = 8;
    private static final int CALLING_STATION_ID = 31;
    private static final int NAS_IDENTIFIER = 32;
    private static final int ACCT_STATUS_TYPE = 40;
    private static final int TUNNEL_PRIVATE_GROUP_ID = 81;
    private static final int NAS_PORT_ID = 87;
    private static final int MOST_VLAN = 4_094;

    private RadiusAccount() {}

    static void tell(Payload payload, Learnt learnt) {
        int status = find(payload, ACCT_STATUS_TYPE);
        Part part = status < 0 || size(payload, status) != 6 ? null : part(payload, status);
        long mac = mac(text(payload, CALLING_STATION_ID));
        Address address = address(payload, FRAMED_IP_ADDRESS);
        if (part == null || (mac == 0 && address == null)) {
            return;
        }
        String user = text(payload, USER_NAME);
        learnt.tell(
                new Telling.AccountUsed(
                        // A switch that lets devices in by their MAC alone writes that.
                        mac(user) == 0 ? user : "",
                        mac,
                        address,
                        part,
                        server(payload),
                        port(payload),
                        vlan(payload),
                        Telling.AccountUsed.By.RADIUS_ACCOUNTING));
    }

    private static @Nullable Part part(Payload payload, int at) {
        return switch (payload.i32(at + 2)) {
            case 1 -> Part.BEGAN;
            case 2 -> Part.ENDED;
            case 3 -> Part.GOES_ON;
            default -> null;
        };
    }

    private static String server(Payload payload) {
        String name = text(payload, NAS_IDENTIFIER);
        Address address = name.isEmpty() ? address(payload, NAS_IP_ADDRESS) : null;
        return address == null ? name : address.toString();
    }

    private static String port(Payload payload) {
        String name = text(payload, NAS_PORT_ID);
        int number = find(payload, NAS_PORT);
        return name.isEmpty() && number >= 0 && size(payload, number) == 6
                ? Integer.toUnsignedString(payload.i32(number + 2))
                : name;
    }

    /// The first byte may be a tag.
    private static int vlan(Payload payload) {
        int at = find(payload, TUNNEL_PRIVATE_GROUP_ID);
        int vlan = 0;
        int end = at < 0 ? 0 : at + size(payload, at);
        int from = at >= 0 && at + 2 < end && payload.u8(at + 2) < 0x20 ? at + 3 : at + 2;
        for (int i = from; i < end; i++) {
            int digit = payload.u8(i) - '0';
            vlan = vlan * 10 + digit;
            if (digit < 0 || digit > 9 || vlan > MOST_VLAN) {
                return 0;
            }
        }
        return vlan;
    }

    private static @Nullable Address address(Payload payload, int type) {
        int at = find(payload, type);
        int bits = at < 0 || size(payload, at) != 6 ? 0 : payload.i32(at + 2);
        // 255.255.255.255 and .254 leave the choice to others (RFC 2865, section 5.8).
        return bits == 0 || bits == -1 || bits == -2 ? null : Address.ipv4(bits);
    }

    private static long mac(String text) {
        if (text.length() < 12 || text.length() > 17) {
            return 0;
        }
        try {
            Mac mac = Mac.parse(text.replace(" ", ""));
            return mac.isGroup() ? 0 : mac.bits();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static String text(Payload payload, int type) {
        int at = find(payload, type);
        String text = at < 0 ? null : Text.of(payload, at + 2, at + size(payload, at));
        return text == null ? "" : text;
    }

    /// Where the first attribute of the type is; -1 when there is none.
    private static int find(Payload payload, int type) {
        for (int at = HEADER; at < payload.length(); at += size(payload, at)) {
            if (payload.u8(at) == type) {
                return at;
            }
        }
        return -1;
    }

    private static int size(Payload payload, int at) {
        return payload.u8(at + 1);
    }
}
