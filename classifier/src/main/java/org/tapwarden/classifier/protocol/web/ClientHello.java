package org.tapwarden.classifier.protocol.web;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Text;

/// The first message of TLS and of QUIC (RFC 8446, section 4.1.2), read where it lies.
final class ClientHello {

    static final int CLIENT_HELLO = 1;

    /// Handshake type and length, before the message itself.
    static final int HEADER = 4;

    private static final int RANDOM = 32;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;

    /// RFC 9849: the name in clear may be only the outer one. Browsers also send it as GREASE.
    private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

    private ClientHello() {}

    /// Reads a hello whose handshake header is at `at`, as far as `end`. An extension that is
    /// wholly there is learnt even when the rest of the hello is not: the rest may never come.
    ///
    /// @return whether the whole hello was there
    static boolean read(Payload payload, int at, int end, Learnt learnt) {
        if (end - at < HEADER + 2 + RANDOM + 1) {
            return false;
        }
        int claimed = at + HEADER + payload.u24(at + 1);
        int stop = Math.min(claimed, end);
        learnt.version(version(payload.u16(at + HEADER)));
        int i = at + HEADER + 2 + RANDOM;
        i += 1 + payload.u8(i);
        if (i + 2 <= stop) {
            i += 2 + payload.u16(i); // cipher suites
            if (i + 1 <= stop) {
                i += 1 + payload.u8(i); // compression methods
                extensions(payload, i + 2, stop, learnt);
            }
        }
        return claimed <= end;
    }

    private static void extensions(Payload payload, int from, int stop, Learnt learnt) {
        int i = from;
        while (i + 4 <= stop) {
            int type = payload.u16(i);
            int body = i + 4;
            int next = body + payload.u16(i + 2);
            if (next > stop) {
                return;
            }
            switch (type) {
                case SERVER_NAME -> serverName(payload, body, next, learnt);
                case ALPN -> applicationProtocol(payload, body, next, learnt);
                case SUPPORTED_VERSIONS -> supportedVersions(payload, body, next, learnt);
                case ENCRYPTED_CLIENT_HELLO -> learnt.encryptedHello();
                default -> {}
            }
            i = next;
        }
    }

    /// RFC 6066, section 3: list length, type 0, name length, name.
    private static void serverName(Payload payload, int body, int next, Learnt learnt) {
        if (body + 5 > next || payload.u8(body + 2) != 0) {
            return;
        }
        int nameEnd = body + 5 + payload.u16(body + 3);
        if (nameEnd <= next) {
            String name = Text.hostName(payload, body + 5, nameEnd);
            if (name != null) {
                learnt.serverName(name);
            }
        }
    }

    /// RFC 7301, section 3.1: list length, then names with a length byte each.
    private static void applicationProtocol(Payload payload, int body, int next, Learnt learnt) {
        if (body + 3 > next) {
            return;
        }
        int nameEnd = body + 3 + payload.u8(body + 2);
        if (nameEnd > body + 3 && nameEnd <= next) {
            learnt.applicationProtocol(
                    new String(
                            payload.bytes(body + 3, nameEnd - body - 3),
                            StandardCharsets.ISO_8859_1));
        }
    }

    /// The highest one that is no GREASE (RFC 8701): the client would like that best.
    private static void supportedVersions(Payload payload, int body, int next, Learnt learnt) {
        int highest = 0;
        for (int i = body + 1; i + 2 <= next; i += 2) {
            int offered = payload.u16(i);
            if ((offered >= 0x0300 && offered <= 0x0304) || offered >>> 8 == 0x7f) {
                highest = Math.max(highest, offered);
            }
        }
        if (highest != 0) {
            learnt.version(version(highest));
        }
    }

    /// As people write it. `0x7fxx` are the drafts of 1.3.
    static String version(int number) {
        return switch (number) {
            case 0x0002 -> "ssl2";
            case 0x0300 -> "ssl3";
            case 0x0301 -> "1.0";
            case 0x0302 -> "1.1";
            case 0x0303 -> "1.2";
            case 0x0304 -> "1.3";
            default -> number >>> 8 == 0x7f ? "1.3" : "0x" + Integer.toHexString(number);
        };
    }

    /// The version that a server chose (RFC 8446, section 4.2.1), or null when too little is there.
    static @Nullable String chosenVersion(Payload payload, int at, int end) {
        int i = at + HEADER + 2 + RANDOM;
        if (i + 1 > end) {
            return null;
        }
        int stop = Math.min(at + HEADER + payload.u24(at + 1), end);
        int chosen = payload.u16(at + HEADER);
        i +=
                1
                        + payload.u8(i)
                        + 2
                        + 1
                        + 2; // session, cipher suite, compression, extensions' length
        while (i + 4 <= stop) {
            int next = i + 4 + payload.u16(i + 2);
            if (payload.u16(i) == SUPPORTED_VERSIONS && next == i + 6 && next <= stop) {
                chosen = payload.u16(i + 4);
            }
            i = next;
        }
        return version(chosen);
    }
}
