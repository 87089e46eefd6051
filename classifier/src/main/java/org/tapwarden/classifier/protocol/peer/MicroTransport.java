package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.protocol.Dissector.Answer;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;

/// BitTorrent's own transport over UDP (BEP 29).
///
/// Its header is a shape and no signature, so both sides have to agree: an answer with the number
/// that the first packet chose, which acknowledges it; or, of a connection that began earlier, two
/// numbers one apart and acknowledgements near what the other side sent, twice. Or the messages in
/// it are in the clear.
final class MicroTransport {

    private static final int HEADER = 20;
    static final int DATA = 0x01;
    static final int STATE = 0x21;
    static final int FIRST = 0x41;
    private static final int MAX_EXTENSION = 3;
    private static final int MAX_EXTENSIONS = 4;
    private static final int NEAR = 64;

    /// What is remembered: a kind, the direction, then numbers.
    private static final long KIND = 7L << 61;

    private static final long BEGAN = 1L << 61;
    private static final long RUNS = 2L << 61;
    private static final long AGREED = 3L << 61;
    private static final int DIRECTION_BIT = 60;

    /// What an extension's message begins with (BEP 9, 10 and 11).
    private static final String[] MESSAGES = {"d5:added", "d8:msg_type", "d1:md", "d1:ei"};

    private static final int SHORT = 5;

    private MicroTransport() {}

    static Answer look(Payload payload, Learnt learnt) {
        if (!isPossible(payload)) {
            return Answer.NO;
        }
        int body = body(payload);
        if (body < 0) {
            return Answer.NO;
        }
        long here = (long) payload.direction().ordinal() << DIRECTION_BIT;
        int connection = payload.u16(2);
        int sequence = payload.u16(16);
        int acknowledged = payload.u16(18);
        long memory = payload.remembered();
        if (payload.u8(0) == FIRST) {
            learnt.remember(BEGAN | here | (long) connection << 16 | sequence);
            return Answer.PERHAPS;
        }
        if (acknowledged == 0 || payload.i32(12) == 0) {
            return Answer.NO;
        }
        boolean fromOther = memory != 0 && (memory & 1L << DIRECTION_BIT) != here;
        if ((memory & KIND) == BEGAN) {
            boolean answers =
                    fromOther
                            && (memory >>> 16 & 0xffff) == connection
                            && near((int) memory, acknowledged);
            if (answers) {
                learnt.grounds("utp-answered");
                return Answer.YES;
            }
            learnt.remember(memory);
            return Answer.PERHAPS;
        }
        if (payload.u8(0) == DATA && isMessage(payload, body)) {
            learnt.grounds("bittorrent-message");
            return Answer.YES;
        }
        return running(payload, learnt, here, fromOther);
    }

    /// A connection whose beginning nobody saw.
    private static Answer running(Payload payload, Learnt learnt, long here, boolean fromOther) {
        int connection = payload.u16(2);
        int sequence = payload.u16(16);
        long memory = payload.remembered();
        long kind = memory & KIND;
        if (fromOther) {
            int difference = connection - (int) (memory >>> 32 & 0xffff);
            boolean agrees =
                    (difference == 1 || difference == -1)
                            && near((int) memory, payload.u16(18))
                            && near((int) (memory >>> 16), sequence);
            if (!agrees) {
                return Answer.NO;
            }
            if (kind == AGREED) {
                learnt.grounds("utp-both-sides");
                return Answer.YES;
            }
            kind = AGREED;
        } else if (memory != 0 && (memory >>> 32 & 0xffff) != connection) {
            return Answer.NO;
        }
        learnt.remember(
                (kind == 0 ? RUNS : kind)
                        | here
                        | (long) connection << 32
                        | (long) payload.u16(18) << 16
                        | sequence);
        return Answer.PERHAPS;
    }

    private static boolean near(int sent, int acknowledged) {
        int difference = (sent - acknowledged) & 0xffff;
        return difference <= NEAR || difference >= 0x1_0000 - NEAR;
    }

    private static boolean isPossible(Payload payload) {
        int length = payload.length();
        if (length < HEADER) {
            return false;
        }
        int first = payload.u8(0);
        return (first == DATA || first == STATE || first == FIRST)
                && payload.u8(1) <= MAX_EXTENSION
                && payload.u16(2) != 0
                && payload.i32(4) != 0
                && payload.u16(16) != 0;
    }

    /// Where what is carried begins, behind the list of extensions; -1 when that has no end.
    static int body(Payload payload) {
        if (!isPossible(payload)) {
            return -1;
        }
        int at = HEADER;
        int type = payload.u8(1);
        for (int i = 0; type != 0; i++) {
            if (i == MAX_EXTENSIONS || type > MAX_EXTENSION || at + 2 > payload.length()) {
                return -1;
            }
            type = payload.u8(at);
            at += 2 + payload.u8(at + 1);
        }
        return at <= payload.length() ? at : -1;
    }

    private static boolean isMessage(Payload payload, int body) {
        int at = body;
        // A length, the number of all extended messages, and which of them.
        if (payload.length() - at > 6
                && payload.u8(at + 4) == 20
                && payload.i32(at) >= payload.length() - at - 4) {
            at += 6;
        }
        for (String message : MESSAGES) {
            if (payload.hasAt(at, message)) {
                // The short ones are too few letters to stand alone.
                return message.length() > SHORT || at > body;
            }
        }
        return false;
    }
}
