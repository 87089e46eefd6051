package org.tapwarden.classifier.protocol.directory;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Kerberos, by the ASN.1 tags that every message begins with, over UDP, over TCP behind a length,
/// and inside of a password change (RFC 4120, sections 5.4 to 5.9 and 7.2.2; RFC 3244). A name is
/// told only out of a reply that grants a ticket: whoever only asks may be anybody.
final class KerberosDissector implements Dissector {
    static final Protocol KERBEROS = Protocol.named("kerberos", Category.NETWORK);

    private static final int MAX_MESSAGE = 1 << 20;
    private static final int BOUND = 64;

    /// A client's name lies in front of the ticket, behind what helps to prove it (at most some
    /// certificates).
    private static final int NAME_BOUND = 8_192;

    private static final int AS_REQUEST = 0x6a;
    private static final int AS_REPLY = 0x6b;
    private static final int TGS_REQUEST = 0x6c;
    private static final int TGS_REPLY = 0x6d;
    private static final int ERROR = 0x7e;
    private static final int SEQUENCE = 0x30;

    private static final About ABOUT =
            About.of(KERBEROS, "Kerberos")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 4120, sections 5.4 to 5.9 and 7.2.2; RFC 3244, section 2")
                    .reads(
                            "the tags of a message: application, version, type; of a granted"
                                    + " ticket whose it is",
                            NAME_BOUND)
                    .opensBetween(0, Payload.MAX_LOOKED_AT >>> 8)
                    .opensBetween(0x6a, 0x6f)
                    .opens(0x7e);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (payload.transport() == Transport.UDP) {
            if (message(payload, 0, end, learnt)) {
                return more(payload, 0, learnt);
            }
            return message(payload, password(payload, 0, end), end, learnt)
                    ? Answer.YES
                    : Answer.NO;
        }
        if (end > 0 && payload.u8(0) != 0) {
            return Answer.NO;
        }
        if (end < 24) {
            return end > 4 && !isTag(payload.u8(4)) && payload.u8(4) != 0
                    ? Answer.NO
                    : Answer.PERHAPS;
        }
        int size = payload.i32(0);
        if (size < 20 || size > MAX_MESSAGE) {
            return Answer.NO;
        }
        if (message(payload, 4, end, learnt)) {
            return more(payload, 4, learnt);
        }
        return message(payload, password(payload, 4, end), end, learnt) ? Answer.YES : Answer.NO;
    }

    /// What comes after a message that was recognised: of a request the reply is worth reading, and
    /// an error is often followed by a better request.
    private static Answer more(Payload payload, int at, Learnt learnt) {
        return switch (payload.u8(at)) {
            case AS_REQUEST, TGS_REQUEST -> Answer.YES_SIDE;
            case AS_REPLY, TGS_REPLY ->
                    KerberosName.tell(payload, at, NAME_BOUND, learnt)
                            ? Answer.YES
                            : wanting(payload);
            case ERROR -> behind(payload, at, learnt);
            default -> Answer.YES;
        };
    }

    /// A stream may bring the rest.
    private static Answer wanting(Payload payload) {
        boolean grows = payload.transport() == Transport.TCP && payload.length() < NAME_BOUND;
        return grows ? Answer.YES_MORE : Answer.YES;
    }

    /// In a stream the next reply stands behind the error.
    private static Answer behind(Payload payload, int at, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            return Answer.YES_MORE;
        }
        long next = (long) at + Integer.toUnsignedLong(payload.i32(0)) + 4;
        int bound = Math.min(payload.length(), NAME_BOUND);
        if (next + BOUND > bound) {
            return wanting(payload);
        }
        int end = (int) next + BOUND;
        int tag = payload.u8((int) next);
        boolean reply = tag == AS_REPLY || tag == TGS_REPLY;
        return reply
                        && message(payload, (int) next, end, learnt)
                        && !KerberosName.tell(payload, (int) next, NAME_BOUND, learnt)
                ? wanting(payload)
                : Answer.YES;
    }

    /// AS and TGS, AP, error.
    private static boolean isTag(int tag) {
        return (tag >= 0x6a && tag <= 0x6f) || tag == 0x7e;
    }

    private static boolean message(Payload payload, int at, int end, Learnt learnt) {
        if (at < 0 || at + 14 > end || !isTag(payload.u8(at))) {
            return false;
        }
        int tag = payload.u8(at) & 0x1f;
        int sequence = Ber.content(payload, at, end);
        if (sequence < 0 || sequence >= end || payload.u8(sequence) != SEQUENCE) {
            return false;
        }
        int version = Ber.content(payload, sequence, end);
        if (version < 0 || version + 10 > end) {
            return false;
        }
        // Requests to the key server count their fields from 1, all others from 0.
        int first = tag == 10 || tag == 12 ? 0xa1 : 0xa0;
        boolean agrees =
                payload.u8(version) == first
                        && payload.i32(version + 1) == 0x0302_0105
                        && payload.u8(version + 5) == first + 1
                        && payload.i32(version + 6) == (0x0302_0100 | tag);
        if (agrees) {
            learnt.grounds("kerberos-tags");
        }
        return agrees;
    }

    /// Where the ticket of a password change stands: length, version, length of the ticket; -1 when
    /// it is none.
    private static int password(Payload payload, int at, int end) {
        if (at + 6 > end) {
            return -1;
        }
        int version = payload.u16(at + 2);
        boolean sized =
                payload.u16(at) == payload.length() - at && payload.u16(at + 4) < payload.u16(at);
        return sized && (version == 1 || version == 0xff80) ? at + 6 : -1;
    }
}
