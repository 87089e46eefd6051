package org.tapwarden.classifier.inspect;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.tapwarden.classifier.Sighting.NetworkOffered.Security;

/// What a beacon or a probe response says of its network (IEEE 802.11-2020, sections 9.3.3.2 and
/// 9.4.2). One object a thread, filled again by every {@link #read}.
final class WifiNetwork {

    /// Time stamp, interval, capabilities.
    private static final int FIXED = 12;

    private static final int CAPABILITIES = 10;
    private static final int PRIVACY = 0x10;

    private static final int HEADER = 2;
    private static final int MAX_ELEMENTS = 128;
    private static final int NAME = 0;
    private static final int CHANNEL = 3;
    private static final int ROBUST = 48;
    private static final int HIGH_THROUGHPUT = 61;
    private static final int VENDOR = 221;
    private static final int LONGEST_NAME = 32;

    /// Stands behind a frame in captures without a radio header that would say so.
    private static final int CHECK_SEQUENCE = 4;

    /// Microsoft's, of WPA before it was a standard.
    private static final long WPA = 0x0050_f201L;

    /// The standard's own number in front of a suite's.
    private static final int OWN = 0x000fac;

    private static final int SUITE = 4;
    private static final int MAX_SUITES = 32;

    /// Of the robust element's capabilities: clients must protect management frames.
    private static final int MUST_PROTECT = 0x40;

    private Message body = new Message(MemorySegment.NULL, 0, 0);
    private String ssid = "";
    private int channel;
    private boolean robust;
    private boolean old;
    private Security security = Security.OPEN;

    String ssid() {
        return ssid;
    }

    /// 0 where it does not say.
    int channel() {
        return channel;
    }

    /// The weakest way in that it offers: who offers two is as safe as the weaker.
    Security security() {
        return security;
    }

    /// The same for the same that is told.
    long content() {
        return ((long) ssid.hashCode() << 16) + channel * 16L + security.ordinal() + 1;
    }

    /// False when the frame lies about lengths, has no name, or was cut before what would tell how
    /// clients are let in.
    boolean read(Message of) {
        body = of;
        ssid = "";
        channel = 0;
        robust = false;
        old = false;
        security = Security.WPA3_ENTERPRISE;
        if (!body.has(0, FIXED)) {
            return false;
        }
        boolean named = false;
        int at = FIXED;
        for (int i = 0; i < MAX_ELEMENTS && body.has(at, HEADER); i++) {
            int type = body.u8(at);
            int length = body.u8(at + 1);
            int value = at + HEADER;
            if (!body.has(value, length)) {
                break;
            }
            if (type == NAME && !named) {
                if (length > LONGEST_NAME) {
                    return false;
                }
                named = true;
                ssid = name(value, length);
            } else {
                element(type, value, length);
            }
            at = value + length;
        }
        boolean isPrivate = (body.u16le(CAPABILITIES) & PRIVACY) != 0;
        boolean whole = body.length() - at <= CHECK_SEQUENCE;
        if (!named || (isPrivate && !robust && !old && !whole)) {
            return false;
        }
        if (!robust && !old) {
            security = isPrivate ? Security.WEP : Security.OPEN;
        }
        return true;
    }

    /// Empty where the network hides: no bytes, or as many zeros as the name has.
    private String name(int at, int length) {
        byte[] bytes = body.bytes(at, length);
        for (byte b : bytes) {
            if (b != 0) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private void element(int type, int at, int length) {
        switch (type) {
            case CHANNEL -> channel = length == 1 ? body.u8(at) : channel;
            case HIGH_THROUGHPUT -> {
                if (channel == 0 && length > 0) {
                    channel = body.u8(at);
                }
            }
            case ROBUST -> {
                robust = true;
                robust(at, at + length);
            }
            case VENDOR -> {
                if (length >= 4 && body.u32(at) == WPA) {
                    old = true;
                    atMost(Security.WPA);
                }
            }
            default -> {}
        }
    }

    private void atMost(Security offered) {
        if (offered.compareTo(security) < 0) {
            security = offered;
        }
    }

    /// Version, group cipher, ciphers, ways to prove oneself, capabilities; what is left out has
    /// the standard's default, which is 802.1X (section 9.4.2.24.1).
    private void robust(int from, int end) {
        int ciphers = from + 2 + SUITE;
        int ways = ciphers + 2 <= end ? ciphers + 2 + SUITE * body.u16le(ciphers) : end;
        if (ways + 2 > end) {
            atMost(Security.WPA2_ENTERPRISE);
            return;
        }
        int count = Math.min(body.u16le(ways), MAX_SUITES);
        int after = ways + 2 + SUITE * count;
        boolean must = after + 2 <= end && (body.u16le(after) & MUST_PROTECT) != 0;
        for (int i = 0; i < count; i++) {
            int suite = ways + 2 + SUITE * i;
            if (suite + SUITE > end) {
                break;
            }
            if (body.u32(suite) >>> 8 == OWN) {
                atMost(way(body.u8(suite + 3), must));
            }
        }
        atMost(Security.WPA3_ENTERPRISE);
    }

    /// By the number of the way to prove oneself (table 9-151).
    private static Security way(int number, boolean mustProtect) {
        return switch (number) {
            case 2, 4, 6, 19, 20 -> Security.WPA2;
            case 8, 9, 24, 25 -> Security.WPA3;
            case 11, 12, 13, 22, 23 -> Security.WPA3_ENTERPRISE;
            case 18 -> Security.OWE;
            case 5 -> mustProtect ? Security.WPA3_ENTERPRISE : Security.WPA2_ENTERPRISE;
            default -> Security.WPA2_ENTERPRISE;
        };
    }
}
