package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// H.323: call signalling (H.225.0) and control (H.245) in TPKT, and registration with a gatekeeper
/// (RAS) in datagrams.
///
/// Call signalling is Q.931 whose user-user element belongs to H.225; the others name their
/// specification by its object identifier.
final class H323Dissector implements Dissector {

    static final Protocol H323 = Protocol.named("h323", Category.CALLS);

    private static final int TPKT = 4;
    private static final int Q931 = 0x08;
    private static final int USER_USER = 0x7e;

    /// Of the user-user element: X.208 and X.209 coded (Q.931, section 4.5.30).
    private static final int CODED = 5;

    /// {itu-t(0) recommendation(0) h(8) 2250 version(0)}.
    private static final long RAS_IDENTIFIER = 0x0006_0008_914a_00L;

    /// {itu-t(0) recommendation(0) h(8) 245 version(0)}, and its length.
    private static final long CONTROL_IDENTIFIER = 0x0006_0008_8175_00L;

    private static final int MAX_LENGTH = 4096;

    private static final About ABOUT =
            About.of(H323, "H.323 (H.225.0 and H.245)")
                    .over(Transport.TCP, Transport.UDP)
                    .in("ITU-T H.225.0, sections 7 and annex H; H.245, annex A; RFC 1006")
                    .reads("Q.931 elements and object identifiers", MAX_LENGTH)
                    .opensBetween(0, 0x7f);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        return payload.transport() == Transport.UDP
                ? registration(payload, learnt)
                : call(payload, learnt);
    }

    /// The identifier comes behind the choice, the number and flags, a few bytes.
    private static Answer registration(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 16 || payload.u8(0) > 0x7f) {
            return Answer.NO;
        }
        for (int at = 3; at <= 8; at++) {
            if (payload.u8(at) == 6 && isIdentifier(payload, at, RAS_IDENTIFIER)) {
                learnt.grounds("h225-ras");
                learnt.version(Integer.toString(payload.u8(at + 6)));
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    /// Length 6, the identifier's first five bytes, and a version that exists.
    private static boolean isIdentifier(Payload payload, int at, long identifier) {
        int version = payload.u8(at + 6);
        return payload.i64(at) >>> 16 == identifier && version >= 1 && version <= 20;
    }

    private static Answer call(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known < TPKT + 3) {
            boolean possible =
                    known == 0 || (payload.u8(0) == 3 && (known < 2 || payload.u8(1) == 0));
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u16(0) != 0x0300) {
            return Answer.NO;
        }
        int length = payload.u16(2);
        int end = Math.min(known, Math.min(length, MAX_LENGTH));
        if (length < TPKT + 3) {
            return Answer.NO;
        }
        if (payload.u8(TPKT) == Q931 && payload.u8(TPKT + 1) == 2) {
            return signalling(payload, end, length, learnt);
        }
        for (int at = TPKT + 3; at <= TPKT + 8 && at + 8 <= end; at++) {
            if (payload.u8(at) == 6 && isIdentifier(payload, at, CONTROL_IDENTIFIER)) {
                learnt.grounds("h245-capabilities");
                return Answer.YES;
            }
        }
        return known < TPKT + 16 && known < length ? Answer.PERHAPS : Answer.NO;
    }

    /// Reference, message type, then elements up to the one that carries H.225.
    private static Answer signalling(Payload payload, int end, int length, Learnt learnt) {
        int at = TPKT + 5;
        while (at < end) {
            int element = payload.u8(at);
            if (element >= 0x80) {
                at++;
                continue;
            }
            if (element == USER_USER) {
                if (at + 3 >= end) {
                    break;
                }
                int size = payload.u16(at + 1);
                boolean agrees = payload.u8(at + 3) == CODED && at + 3 + size <= length;
                if (agrees) {
                    learnt.grounds("h225-call-signalling");
                }
                return agrees ? Answer.YES : Answer.NO;
            }
            if (at + 1 >= end) {
                break;
            }
            at += 2 + payload.u8(at + 1);
        }
        return end < length && end < MAX_LENGTH && at <= length ? Answer.PERHAPS : Answer.NO;
    }
}
