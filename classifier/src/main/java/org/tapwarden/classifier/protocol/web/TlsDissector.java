package org.tapwarden.classifier.protocol.web;

import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// TLS over TCP, by its record layer (RFC 8446, section 5.1), and the hello of SSL 2 (RFC 5246,
/// appendix E.2).
///
/// A hello with a post-quantum key share is longer than a segment and may be longer than a record,
/// so it is put together from both.
final class TlsDissector implements Dissector {

    /// Where the search for the end of a hello ends.
    static final int MAX_HELLO = 16 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int SERVER_HELLO = 2;

    /// Level and description.
    private static final int WARNING = 2;

    private static final int SSL_3 = 0x0300;
    private static final int TLS_1_2 = 0x0303;

    /// RFC 5246, section 6.2.3: 2^14 and what encryption may add.
    private static final int MAX_RECORD = (1 << 14) + 2048;

    private static final About ABOUT =
            About.of(Protocol.TLS, "TLS")
                    .over(Transport.TCP)
                    .in("RFC 8446, sections 4.1.2 and 5.1; RFC 6101")
                    .reads(
                            "the hello of either side: record and handshake headers, server name, ALPN,"
                                    + " versions; up to 1.2 the server's certificate",
                            MAX_HELLO + 5)
                    .atHome(443)
                    .opensBetween(CHANGE_CIPHER_SPEC, APPLICATION_DATA)
                    .opensBetween(0x80, 0xff);

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
        int length = Math.min(payload.length(), MAX_HELLO);
        if (length < RECORD_HEADER) {
            return startsLikeRecord(payload, length) || startsLikeSsl2(payload, length)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (startsLikeSsl2(payload, length)) {
            return ssl2(payload, length, learnt);
        }
        if (!isRecord(payload, 0)) {
            return Answer.NO;
        }
        if (payload.u8(0) == ALERT && isWarned(payload, length)) {
            return serverHello(payload, RECORD_HEADER + WARNING, length, learnt);
        }
        if (payload.u8(0) != HANDSHAKE) {
            return other(payload, length, learnt);
        }
        if (length == RECORD_HEADER) {
            return Answer.PERHAPS;
        }
        return switch (payload.u8(RECORD_HEADER)) {
            case ClientHello.CLIENT_HELLO -> clientHello(payload, length, learnt);
            case SERVER_HELLO -> serverHello(payload, 0, length, learnt);
            default -> other(payload, length, learnt);
        };
    }

    private static boolean startsLikeRecord(Payload payload, int length) {
        return (length < 1 || isType(payload.u8(0)))
                && (length < 2 || payload.u8(1) == 3)
                && (length < 3 || payload.u8(2) <= 4);
    }

    /// A server that does not know the name may say so, and go on (RFC 6066, section 3).
    private static boolean isWarned(Payload payload, int length) {
        int next = RECORD_HEADER + WARNING;
        return payload.u16(3) == WARNING
                && length > next + RECORD_HEADER
                && payload.u8(RECORD_HEADER) == 1
                && payload.u8(next) == HANDSHAKE
                && isRecord(payload, next)
                && payload.u8(next + RECORD_HEADER) == SERVER_HELLO;
    }

    private static boolean isType(int type) {
        return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
    }

    private static boolean isRecord(Payload payload, int at) {
        int type = payload.u8(at);
        int size = payload.u16(at + 3);
        boolean possible =
                isType(type)
                        && payload.u8(at + 1) == 3
                        && payload.u8(at + 2) <= 4
                        && size >= 1
                        && size <= MAX_RECORD;
        return switch (type) {
            case CHANGE_CIPHER_SPEC -> possible && size == 1;
            case ALERT ->
                    possible && (size == 2 || (size >= 16 && size <= 256)); // plain or encrypted
            default -> possible;
        };
    }

    /// The middle of a connection: without a hello, a second record must agree where there is one.
    private static Answer other(Payload payload, int length, Learnt learnt) {
        int second = RECORD_HEADER + payload.u16(3);
        if (second + RECORD_HEADER <= length && !isRecord(payload, second)) {
            return Answer.NO;
        }
        learnt.grounds("tls-record");
        return Answer.YES;
    }

    /// What the server chose and, up to 1.2, whose certificate it shows: the message behind its
    /// hello. A resumed session has none. From 1.3 on it is encrypted.
    ///
    /// @param from where the record of the hello begins
    private static Answer serverHello(Payload payload, int from, int length, Learnt learnt) {
        learnt.grounds("tls-server-hello");
        int message = from + RECORD_HEADER;
        int record = message + payload.u16(from + 3);
        int body = message + ClientHello.HEADER;
        if (body > Math.min(record, length)) {
            return Answer.YES_MORE;
        }
        int end = body + payload.u24(message + 1);
        if (end > record) {
            return Answer.YES_SIDE; // nobody cuts so short a message up
        }
        if (end > length) {
            return payload.length() >= MAX_HELLO ? Answer.YES_SIDE : Answer.YES_MORE;
        }
        int version = ServerHello.read(payload, body, end, learnt);
        if (version < SSL_3 || version > TLS_1_2) {
            return Answer.YES_SIDE;
        }
        int at = end;
        if (end == record) {
            if (end + RECORD_HEADER > length) {
                return Answer.YES_MORE;
            }
            if (payload.u8(end) != HANDSHAKE || !isRecord(payload, end)) {
                return Answer.YES_SIDE;
            }
            at = end + RECORD_HEADER;
            record = at + payload.u16(end + 3);
        }
        return certificate(payload, at, record, length, learnt);
    }

    /// Of the chain only the first, the server's own.
    ///
    /// @param record where the record ends
    private static Answer certificate(
            Payload payload, int at, int record, int length, Learnt learnt) {
        int from = at + Certificate.BEFORE_FIRST;
        if (at < length && payload.u8(at) != Certificate.MESSAGE) {
            return Answer.YES_SIDE;
        }
        if (from > length) {
            return Answer.YES_MORE;
        }
        int end = from + payload.u24(from - 3);
        if (from > record || end > MAX_HELLO || end == from) {
            return Answer.YES_SIDE;
        }
        if (end > record) {
            return certificateFromRecords(payload, at, record, length, learnt);
        }
        if (end > length) {
            return Answer.YES_MORE;
        }
        Certificate.read(payload, from, end, learnt);
        return Answer.YES_SIDE;
    }

    /// A certificate that does not end in the record where it begins.
    private static Answer certificateFromRecords(
            Payload payload, int at, int record, int length, Learnt learnt) {
        int end = Certificate.BEFORE_FIRST + payload.u24(at + Certificate.BEFORE_FIRST - 3);
        if (at + end > length) {
            return Answer.YES_MORE; // the headers between make it longer still
        }
        byte[] message = new byte[end];
        int filled = 0;
        int from = at;
        int to = record;
        while (true) {
            int count = Math.min(Math.min(to, length) - from, end - filled);
            System.arraycopy(payload.array(), payload.at() + from, message, filled, count);
            filled += count;
            if (filled == end) {
                break;
            }
            if (to + RECORD_HEADER > length) {
                return payload.length() >= MAX_HELLO ? Answer.YES_SIDE : Answer.YES_MORE;
            }
            if (payload.u8(to) != HANDSHAKE || !isRecord(payload, to)) {
                return Answer.YES_SIDE;
            }
            from = to + RECORD_HEADER;
            to = from + payload.u16(to + 3);
        }
        var joined = new Payload();
        joined.set(message, 0, end);
        Certificate.read(joined, Certificate.BEFORE_FIRST, end, learnt);
        return Answer.YES_SIDE;
    }

    private static Answer clientHello(Payload payload, int length, Learnt learnt) {
        int recordEnd = RECORD_HEADER + payload.u16(3);
        int headerEnd = RECORD_HEADER + ClientHello.HEADER;
        boolean inOneRecord =
                headerEnd <= Math.min(recordEnd, length)
                        && headerEnd + payload.u24(RECORD_HEADER + 1) <= recordEnd;
        learnt.grounds("tls-client-hello");
        boolean whole =
                inOneRecord
                        ? ClientHello.read(
                                Carrier.TLS,
                                payload,
                                RECORD_HEADER,
                                Math.min(recordEnd, length),
                                learnt)
                        : readFromRecords(payload, length, learnt);
        return whole || payload.length() >= MAX_HELLO ? Answer.YES_SIDE : Answer.YES_MORE;
    }

    private static boolean readFromRecords(Payload payload, int length, Learnt learnt) {
        byte[] message = new byte[length];
        int filled = 0;
        int at = 0;
        while (at + RECORD_HEADER < length
                && payload.u8(at) == HANDSHAKE
                && isRecord(payload, at)) {
            int end = Math.min(at + RECORD_HEADER + payload.u16(at + 3), length);
            int count = end - at - RECORD_HEADER;
            System.arraycopy(payload.bytes(at + RECORD_HEADER, count), 0, message, filled, count);
            filled += count;
            at = end;
        }
        var joined = new Payload();
        joined.set(message, 0, filled);
        return ClientHello.read(Carrier.TLS, joined, 0, filled, learnt);
    }

    private static boolean startsLikeSsl2(Payload payload, int length) {
        return (length < 1 || (payload.u8(0) & 0x80) != 0)
                && (length < 3 || payload.u8(2) == ClientHello.CLIENT_HELLO)
                && (length < 5 || isSsl2Version(payload.u16(3)));
    }

    private static boolean isSsl2Version(int version) {
        return version == 2 || (version >= 0x0300 && version <= 0x0303);
    }

    /// Its four lengths must add up, which is all that this old format can be known by.
    private static Answer ssl2(Payload payload, int length, Learnt learnt) {
        if (length < 11) {
            return Answer.PERHAPS;
        }
        int ciphers = payload.u16(5);
        int session = payload.u16(7);
        int challenge = payload.u16(9);
        boolean addsUp =
                (payload.u16(0) & 0x7fff) == 9 + ciphers + session + challenge
                        && ciphers > 0
                        && ciphers % 3 == 0
                        && (session == 0 || session == 16)
                        && challenge >= 16
                        && challenge <= 32;
        if (!addsUp) {
            return Answer.NO;
        }
        learnt.grounds("ssl2-client-hello");
        learnt.version(ClientHello.version(payload.u16(3)));
        return Answer.YES_SIDE; // who knows newer ones is answered in those
    }
}
