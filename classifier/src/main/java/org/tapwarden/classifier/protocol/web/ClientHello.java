package org.tapwarden.classifier.protocol.web;

import java.nio.charset.StandardCharsets;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Text;

/// The first message of TLS, DTLS and QUIC (RFC 8446, section 4.1.2; RFC 9147, section 5.3), read
/// where it lies.
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

    /// Its forerunner, which left the name in clear out altogether (draft-ietf-tls-esni-06).
    private static final int ENCRYPTED_SERVER_NAME = 0xffce;

    private ClientHello() {}

    /// Reads a hello whose handshake header is at `at`, as far as `end`. An extension that is
    /// wholly there is learnt even when the rest of the hello is not: the rest may never come.
    ///
    /// @return whether the whole hello was there
    static boolean read(Carrier carrier, Payload payload, int at, int end, Learnt learnt) {
        if (end - at < HEADER) {
            return false;
        }
        int body = at + HEADER;
        return body(carrier, payload, body, body + payload.u24(at + 1), end, learnt);
    }

    /// Reads a hello without its handshake header.
    ///
    /// @param claimed where it ends by its own word
    /// @param end where the bytes end that are there
    /// @return whether the whole hello was there
    static boolean body(
            Carrier carrier, Payload payload, int body, int claimed, int end, Learnt learnt) {
        if (end - body < 2 + RANDOM + 1) {
            return false;
        }
        boolean whole = claimed <= end;
        int stop = Math.min(claimed, end);
        int legacy = payload.u16(body);
        int offered = 0;
        int i = body + 2 + RANDOM;
        i += 1 + payload.u8(i);
        if (carrier == Carrier.DTLS) {
            i += i + 1 <= stop ? 1 + payload.u8(i) : 1; // cookie
        }
        if (i + 2 <= stop) {
            i += 2 + payload.u16(i); // cipher suites
            if (i + 1 <= stop) {
                i += 1 + payload.u8(i); // compression methods
                offered = extensions(payload, i + 2, stop, learnt);
            }
        }
        // As long as the newer list of versions may still come, the old field says nothing.
        if (offered != 0 || whole || (carrier == Carrier.TLS && legacy < 0x0303)) {
            learnt.version(version(offered == 0 ? legacy : offered));
        }
        if (whole) {
            String fingerprint = Ja4.of(carrier, payload, body, stop, learnt);
            if (fingerprint != null) {
                learnt.fingerprint(fingerprint);
            }
        }
        return whole;
    }

    /// @return the highest version offered in them, or 0
    private static int extensions(Payload payload, int from, int stop, Learnt learnt) {
        int offered = 0;
        int i = from;
        while (i + 4 <= stop) {
            int type = payload.u16(i);
            int body = i + 4;
            int next = body + payload.u16(i + 2);
            if (next > stop) {
                return offered;
            }
            switch (type) {
                case SERVER_NAME -> serverName(payload, body, next, learnt);
                case ALPN -> applicationProtocol(payload, body, next, learnt);
                case SUPPORTED_VERSIONS -> offered = highest(payload, body, next);
                case ENCRYPTED_CLIENT_HELLO, ENCRYPTED_SERVER_NAME -> learnt.encryptedHello();
                default -> {}
            }
            i = next;
        }
        return offered;
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
            var name =
                    new String(
                            payload.bytes(body + 3, nameEnd - body - 3),
                            StandardCharsets.ISO_8859_1);
            learnt.applicationProtocol(name);
            ApplicationProtocols.Use use = ApplicationProtocols.use(name);
            if (use != null) {
                learnt.application(use.word(), use.category());
            }
        }
    }

    /// The highest one that we know, which no GREASE is (RFC 8701): the client would like that
    /// best. The versions of DTLS count down.
    private static int highest(Payload payload, int body, int next) {
        int highest = 0;
        for (int i = body + 1; i + 2 <= next; i += 2) {
            int offered = payload.u16(i);
            if ((offered >= 0x0300 && offered <= 0x0304) || isExperiment(offered)) {
                highest = Math.max(highest, offered);
            } else if (isDatagramVersion(offered)) {
                highest = highest == 0 ? offered : Math.min(highest, offered);
            }
        }
        return highest;
    }

    /// DTLS 1.0, 1.2 and 1.3; 1.1 was left out (RFC 6347, section 1).
    static boolean isDatagramVersion(int number) {
        return number == 0xfeff || number == 0xfefd || number == 0xfefc;
    }

    /// The drafts of 1.3, and Facebook's own numbers for them.
    private static boolean isExperiment(int number) {
        return number >>> 8 == 0x7f || number >>> 8 == 0xfb;
    }

    /// As people write it. `0xfexx` are those of DTLS.
    static String version(int number) {
        return switch (number) {
            case 0x0002 -> "ssl2";
            case 0x0300 -> "ssl3";
            case 0x0301 -> "1.0";
            case 0x0302 -> "1.1";
            case 0x0303 -> "1.2";
            case 0x0304 -> "1.3";
            case 0xfeff, 0x0100 -> "1.0";
            case 0xfefd -> "1.2";
            case 0xfefc -> "1.3";
            default -> isExperiment(number) ? "1.3" : "0x" + Integer.toHexString(number);
        };
    }
}
