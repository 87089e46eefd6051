package org.tapwarden.webconsole.accounting;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.radius.RadiusPacket;

/// What an accounting request says, as far as we keep it (RFC 2866, section 5; RFC 2869, sections
/// 5.3 and 5.17; RFC 3162; RFC 6911; RFC 2868, section 3.6). Texts come from the network.
///
/// @param user as the server writes it; empty when it is the device's MAC, as where a switch lets
///   devices in by that alone
/// @param mac 48 bits, 0 when not said
/// @param nas the network access server, by its name, else by its address
/// @param port empty when not said
/// @param vlan 0 when not said
/// @param atMillis when it happened, since 1970
/// @param station Calling-Station-Id as the server spells it, where it is a MAC; else empty
record AccountingRequest(
        Status status,
        String session,
        String user,
        long mac,
        @Nullable Address address,
        String nas,
        String port,
        int vlan,
        long atMillis,
        String station) {

    private static final int USER_NAME = 1;
    private static final int NAS_IP_ADDRESS = 4;
    private static final int NAS_PORT = 5;
    private static final int FRAMED_IP_ADDRESS = 8;
    private static final int CALLING_STATION_ID = 31;
    private static final int NAS_IDENTIFIER = 32;
    private static final int ACCT_STATUS_TYPE = 40;
    private static final int ACCT_DELAY_TIME = 41;
    private static final int ACCT_SESSION_ID = 44;
    private static final int EVENT_TIMESTAMP = 55;
    private static final int TUNNEL_PRIVATE_GROUP_ID = 81;
    private static final int NAS_PORT_ID = 87;
    private static final int NAS_IPV6_ADDRESS = 95;
    private static final int FRAMED_IPV6_ADDRESS = 168;

    private static final int MOST_VLAN = 4_094;

    /// A clock that is further off is not believed.
    static final long MOST_OFF_MILLIS = 3_600_000;

    /// The assigned addresses that mean "the user's choice" (RFC 2865, section 5.8).
    private static final Set<Integer> NO_ADDRESS = Set.of(0, -1, -2);

    /// What of Acct-Status-Type counts.
    enum Status {
        START(1),
        STOP(2),
        INTERIM(3),
        ON(7),
        OFF(8),
        OTHER(-1);

        private final int number;

        Status(int number) {
            this.number = number;
        }

        static Status of(int number) {
            for (Status status : values()) {
                if (status.number == number) {
                    return status;
                }
            }
            return OTHER;
        }

        /// Ends all sessions of the server that says it.
        boolean restarts() {
            return this == ON || this == OFF;
        }
    }

    /// Bytes that are no such attribute.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(int attribute) {
            super("attribute " + attribute + " is malformed or missing", null, false, false);
        }
    }

    /// @param sender who sent it, for a server that does not say its name
    /// @param nowMillis when it came
    static AccountingRequest of(RadiusPacket packet, Address sender, long nowMillis)
            throws Malformed {
        Integer kind = number(packet, ACCT_STATUS_TYPE);
        if (kind == null) {
            throw new Malformed(ACCT_STATUS_TYPE);
        }
        Status status = Status.of(kind);
        String session = text(packet, ACCT_SESSION_ID);
        if (session.isEmpty() && !status.restarts() && status != Status.OTHER) {
            throw new Malformed(ACCT_SESSION_ID);
        }
        String station = text(packet, CALLING_STATION_ID);
        long mac = mac(station);
        String user = text(packet, USER_NAME);
        return new AccountingRequest(
                status,
                session,
                mac(user) == 0 ? user : "",
                mac,
                address(packet),
                nas(packet, sender),
                port(packet),
                vlan(packet),
                time(packet, nowMillis),
                mac == 0 ? "" : station);
    }

    /// 48 bits of a MAC address, however it is spelled: `00-11-22-33-44-55`, `00:11:22:33:44:55`,
    /// `0011.2233.4455`, `001122-334455`, `001122334455`, in either case; 0 when it is none.
    static long mac(String text) {
        String bare = text.strip();
        if (bare.length() < 12 || bare.length() > 17) {
            return 0;
        }
        try {
            Mac mac = Mac.parse(bare.replace(" ", ""));
            return mac.isGroup() ? 0 : mac.bits();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static @Nullable Integer number(RadiusPacket packet, int type) throws Malformed {
        byte[] value = packet.first(type);
        if (value == null) {
            return null;
        }
        if (value.length != Integer.BYTES) {
            throw new Malformed(type);
        }
        return ByteBuffer.wrap(value).getInt();
    }

    /// UTF-8, with control characters as spaces; empty when it is not there.
    private static String text(RadiusPacket packet, int type) {
        byte[] value = packet.first(type);
        return value == null
                ? ""
                : new String(value, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ").strip();
    }

    private static @Nullable Address address(RadiusPacket packet) throws Malformed {
        Integer bits = number(packet, FRAMED_IP_ADDRESS);
        if (bits != null && !NO_ADDRESS.contains(bits)) {
            return Address.ipv4(bits);
        }
        return sixteen(packet, FRAMED_IPV6_ADDRESS);
    }

    private static @Nullable Address sixteen(RadiusPacket packet, int type) throws Malformed {
        byte[] value = packet.first(type);
        if (value == null) {
            return null;
        }
        if (value.length != 16) {
            throw new Malformed(type);
        }
        return Address.of(value);
    }

    private static String nas(RadiusPacket packet, Address sender) throws Malformed {
        String name = text(packet, NAS_IDENTIFIER);
        if (!name.isEmpty()) {
            return name;
        }
        Integer bits = number(packet, NAS_IP_ADDRESS);
        Address address = bits == null ? sixteen(packet, NAS_IPV6_ADDRESS) : Address.ipv4(bits);
        return address == null || address.isUnspecified() ? sender.toString() : address.toString();
    }

    private static String port(RadiusPacket packet) throws Malformed {
        String name = text(packet, NAS_PORT_ID);
        Integer number = number(packet, NAS_PORT);
        return name.isEmpty() && number != null ? Integer.toUnsignedString(number) : name;
    }

    /// The first byte may be a tag below 0x20 (RFC 2868, section 3.6). A group that is no number
    /// names a VLAN that we cannot place.
    private static int vlan(RadiusPacket packet) {
        byte[] value = packet.first(TUNNEL_PRIVATE_GROUP_ID);
        if (value == null) {
            return 0;
        }
        int from = value.length > 0 && value[0] >= 0 && value[0] < 0x20 ? 1 : 0;
        String digits = new String(value, from, value.length - from, StandardCharsets.US_ASCII);
        int vlan = digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
        return vlan <= MOST_VLAN ? vlan : 0;
    }

    /// The server's own time of the event where it says one and its clock is not far off, else the
    /// time of arrival without the time that the record waited.
    private static long time(RadiusPacket packet, long nowMillis) throws Malformed {
        Integer said = number(packet, EVENT_TIMESTAMP);
        if (said != null) {
            long at = Integer.toUnsignedLong(said) * 1_000;
            if (Math.abs(at - nowMillis) <= MOST_OFF_MILLIS) {
                return at;
            }
        }
        Integer waited = number(packet, ACCT_DELAY_TIME);
        long delay = waited == null ? 0 : Integer.toUnsignedLong(waited) * 1_000;
        return nowMillis - Math.min(delay, MOST_OFF_MILLIS);
    }
}
