package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RESP of Redis and its kin, by an array of strings whose lengths are right (Redis serialization
/// protocol specification). Keys and values are never learnt.
final class RespDissector implements Dissector {

    static final Protocol RESP = Protocol.named("resp", Category.DATABASE);

    private static final int MAX_COMMAND = 32;
    private static final int BOUND = 64;

    private static final About ABOUT =
            About.of(RESP, "Redis (RESP)")
                    .over(Transport.TCP)
                    .in("Redis serialization protocol specification: arrays and bulk strings")
                    .reads("the first string of an array", BOUND)
                    .opens("*");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        int known = Math.min(payload.length(), BOUND);
        if (payload.u8(0) != '*') {
            return Answer.NO;
        }
        int bulk = afterNumber(payload, 1, known);
        if (bulk <= 0) {
            return bulk == 0 && known < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        if (bulk < known && payload.u8(bulk) == '*') {
            // An array in an array, as servers have them.
            bulk = afterNumber(payload, bulk + 1, known);
        }
        if (bulk <= 0 || bulk >= known) {
            return bulk >= 0 && known < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u8(bulk) != '$') {
            return Answer.NO;
        }
        int text = afterNumber(payload, bulk + 1, known);
        if (text <= 0) {
            return text == 0 && known < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        return command(payload, bulk + 1, text, known, learnt);
    }

    private static Answer command(Payload payload, int number, int text, int known, Learnt learnt) {
        int length = 0;
        for (int i = number; i < text - 2; i++) {
            length = length * 10 + payload.u8(i) - '0';
        }
        if (length < 1 || length > MAX_COMMAND) {
            return Answer.NO;
        }
        int end = text + length;
        for (int i = text; i < Math.min(end, known); i++) {
            if (payload.u8(i) <= ' ' || payload.u8(i) > '~') {
                return Answer.NO;
            }
        }
        if (known < end + 2) {
            return known < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u16(end) != 0x0d0a) {
            return Answer.NO;
        }
        learnt.grounds("resp-array");
        return Answer.YES;
    }

    /// Behind one to six digits and the end of their line; 0 when that is not known yet, -1 when it
    /// is something else.
    private static int afterNumber(Payload payload, int from, int known) {
        int at = from;
        while (at < known && at - from < 6 && payload.u8(at) >= '0' && payload.u8(at) <= '9') {
            at++;
        }
        if (at == known) {
            return 0;
        }
        if (at == from || payload.u8(at) != '\r') {
            return -1;
        }
        if (at + 1 == known) {
            return 0;
        }
        return payload.u8(at + 1) == '\n' ? at + 2 : -1;
    }
}
