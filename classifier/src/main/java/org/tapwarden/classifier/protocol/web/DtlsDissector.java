package org.tapwarden.classifier.protocol.web;

import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DTLS 1.0, 1.2 and 1.3, by records that fill a datagram (RFC 6347, section 4.1; RFC 9147, section
/// 4), and what OpenSSL and AnyConnect spoke before there was a standard: version 1.0 written as
/// 0x0100.
///
/// The records of a protected 1.3 have another form, which nobody could tell from noise; its
/// handshake begins in the old one.
final class DtlsDissector implements Dissector {

    /// A hello is put together from the fragments of one datagram.
    private static final int MAX_HELLO = 16 * 1024;

    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int HEARTBEAT = 24;

    private static final int SERVER_HELLO = 2;

    /// TLS 1.3 ends with 25, compressed certificates (RFC 8879).
    private static final int LAST_MESSAGE = 25;

    private static final int BEFORE_STANDARD = 0x0100;

    /// RFC 6347, section 4.1.1: 2^14 and what encryption may add.
    private static final int MAX_RECORD = (1 << 14) + 2048;

    /// Connections are not renegotiated so often that the upper byte would be used.
    private static final int MAX_EPOCH = 255;

    private static final About ABOUT =
            About.of(Protocol.DTLS, "DTLS")
                    .over(Transport.UDP)
                    .in("RFC 6347, section 4; RFC 9147, sections 4 and 5.3")
                    .reads(
                            "records whose lengths add up; of a hello server name, ALPN and versions",
                            Payload.MAX_LOOKED_AT)
                    .opensBetween(CHANGE_CIPHER_SPEC, HEARTBEAT);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Handshakes in clear hold names and certificates; what follows is encrypted.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!fills(payload, 0)) {
            return Answer.NO;
        }
        int type = payload.u8(RECORD_HEADER);
        boolean clear = payload.u8(0) == HANDSHAKE && payload.u16(3) == 0;
        if (clear && type == ClientHello.CLIENT_HELLO) {
            learnt.grounds("dtls-client-hello");
            clientHello(payload, learnt);
        } else if (clear && type == SERVER_HELLO) {
            learnt.grounds("dtls-server-hello");
            serverHello(payload, learnt);
        } else {
            learnt.grounds("dtls-record");
        }
        return Answer.YES;
    }

    /// Whether the payload is nothing but records of DTLS from `offset` on.
    static boolean fills(Payload payload, int offset) {
        int end = payload.length();
        int at = offset;
        int version = 0;
        do {
            int next = afterRecord(payload, at, end);
            boolean same = next >= 0 && (at == offset || payload.u16(at + 1) == version);
            if (!same) {
                return at > offset && begins13(payload, offset, at);
            }
            version = payload.u16(at + 1);
            at = next;
        } while (at < end);
        return true;
    }

    /// Behind its hello a server of 1.3 goes on with protected records: 001 and five bits that say
    /// what is in their header.
    private static boolean begins13(Payload payload, int offset, int at) {
        return payload.u8(offset) == HANDSHAKE
                && payload.u16(offset + 3) == 0
                && payload.u8(offset + RECORD_HEADER) == SERVER_HELLO
                && payload.u8(at) >>> 5 == 1;
    }

    /// The offset behind the record, or -1 when there is none.
    private static int afterRecord(Payload payload, int at, int end) {
        if (at + RECORD_HEADER >= end) {
            return -1;
        }
        int type = payload.u8(at);
        if (type < CHANGE_CIPHER_SPEC || type > HEARTBEAT) {
            return -1;
        }
        int version = payload.u16(at + 1);
        boolean old = version == BEFORE_STANDARD;
        if (version != 0xfefd && version != 0xfeff && !old) {
            return -1;
        }
        int epoch = payload.u16(at + 3);
        int size = payload.u16(at + 11);
        int body = at + RECORD_HEADER;
        // Nobody sends 2^32 records in one epoch.
        boolean possible =
                epoch <= MAX_EPOCH
                        && payload.u16(at + 5) == 0
                        && size >= 1
                        && size <= MAX_RECORD
                        && body + size <= end;
        if (!possible) {
            return -1;
        }
        boolean right = epoch == 0 ? isClear(payload, type, body, size, old) : isSealed(type, size);
        return right ? body + size : -1;
    }

    private static boolean isClear(Payload payload, int type, int body, int size, boolean old) {
        return switch (type) {
            case HANDSHAKE -> isFragment(payload, body, size);
            // Before the standard it also said a number of two bytes.
            case CHANGE_CIPHER_SPEC -> size == (old ? 3 : 1) && payload.u8(body) == 1;
            case ALERT -> size == 2 && (payload.u8(body) == 1 || payload.u8(body) == 2);
            default -> false;
        };
    }

    /// Nothing is sealed into less than a tag of eight bytes.
    private static boolean isSealed(int type, int size) {
        return type != CHANGE_CIPHER_SPEC && size > 8;
    }

    /// RFC 6347, section 4.2.2: type, length, number, offset and length of the fragment. A record
    /// may hold several.
    private static boolean isFragment(Payload payload, int from, int size) {
        int end = from + size;
        int at = from;
        while (at < end) {
            if (at + MESSAGE_HEADER > end) {
                return false;
            }
            int type = payload.u8(at);
            int length = payload.u24(at + 1);
            int offset = payload.u24(at + 6);
            int here = payload.u24(at + 9);
            boolean right =
                    type <= LAST_MESSAGE
                            && length <= 1 << 17
                            && payload.u8(at + 4) == 0
                            && offset + here <= length
                            && (here > 0 || length == 0)
                            && at + MESSAGE_HEADER + here <= end;
            if (!right) {
                return false;
            }
            at += MESSAGE_HEADER + here;
        }
        return true;
    }

    /// Most hellos are one fragment, read where it lies; others are joined as far as the datagram
    /// holds them in order.
    private static void clientHello(Payload payload, Learnt learnt) {
        int length = payload.u24(RECORD_HEADER + 1);
        int body = RECORD_HEADER + MESSAGE_HEADER;
        if (payload.u24(RECORD_HEADER + 6) != 0 || length > MAX_HELLO) {
            return; // its beginning was not seen, or it is none
        }
        int here = payload.u24(RECORD_HEADER + 9);
        if (here == length) {
            ClientHello.body(Carrier.DTLS, payload, body, body + length, body + length, learnt);
            return;
        }
        byte[] joined = new byte[length];
        int filled = join(payload, joined);
        var hello = new Payload();
        hello.set(joined, 0, filled);
        ClientHello.body(Carrier.DTLS, hello, 0, length, filled, learnt);
    }

    /// Fragments of the first message in the order they come, as far as they fit together.
    private static int join(Payload payload, byte[] to) {
        int filled = 0;
        int number = payload.u16(RECORD_HEADER + 4);
        int record = 0;
        while (record + RECORD_HEADER < payload.length()) {
            int end = record + RECORD_HEADER + payload.u16(record + 11);
            int at = record + RECORD_HEADER;
            boolean clear = payload.u8(record) == HANDSHAKE && payload.u16(record + 3) == 0;
            while (clear && at < end) {
                int offset = payload.u24(at + 6);
                int here = payload.u24(at + 9);
                boolean fits =
                        payload.u8(at) == ClientHello.CLIENT_HELLO
                                && payload.u16(at + 4) == number
                                && payload.u24(at + 1) == to.length
                                && offset <= filled
                                && offset + here > filled;
                if (fits) {
                    int known = filled - offset;
                    System.arraycopy(
                            payload.array(),
                            payload.at() + at + MESSAGE_HEADER + known,
                            to,
                            filled,
                            here - known);
                    filled = offset + here;
                }
                at += MESSAGE_HEADER + here;
            }
            record = end;
        }
        return filled;
    }

    private static void serverHello(Payload payload, Learnt learnt) {
        int here = payload.u24(RECORD_HEADER + 9);
        if (payload.u24(RECORD_HEADER + 6) == 0 && here == payload.u24(RECORD_HEADER + 1)) {
            int body = RECORD_HEADER + MESSAGE_HEADER;
            ServerHello.read(payload, body, body + here, learnt);
        }
    }
}
