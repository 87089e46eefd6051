package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Apache Thrift, by a message's version, kind and name, in the binary or the compact protocol,
/// with or without a frame (Apache Thrift, "Binary protocol" and "Compact protocol"
/// specifications).
final class ThriftDissector implements Dissector {

    static final Protocol THRIFT = Protocol.named("apache_thrift", Category.NETWORK);

    private static final int BINARY = 0x8001;
    private static final int COMPACT = 0x82;
    private static final int LAST_KIND = 4;
    private static final int MIN_NAME = 3;
    private static final int MAX_NAME = 64;
    private static final int MAX_FRAME = 1 << 24;

    private static final About ABOUT =
            About.of(THRIFT, "Apache Thrift")
                    .over(Transport.TCP)
                    .in("Apache Thrift: binary and compact protocol, framed transport")
                    .reads("frame, version, kind and name of the first message", 4 + 12 + MAX_NAME)
                    .opens(0, BINARY >> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 1) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) == 0x80) {
            return binary(payload, 0, Integer.MAX_VALUE, learnt);
        }
        if (payload.u8(0) != 0 || (length > 4 && payload.u8(4) < 0x80)) {
            return Answer.NO;
        }
        if (length < 8) {
            return Answer.PERHAPS;
        }
        int frame = payload.i32(0);
        if (frame < 8 || frame > MAX_FRAME) {
            return Answer.NO;
        }
        return payload.u8(4) == COMPACT
                ? compact(payload, frame, learnt)
                : binary(payload, 4, frame, learnt);
    }

    private static Answer binary(Payload payload, int at, int frame, Learnt learnt) {
        if (payload.length() < at + 8) {
            boolean possible = payload.length() < at + 2 || payload.u16(at) == BINARY;
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int kind = payload.u16(at + 2);
        int name = payload.i32(at + 4);
        boolean fits = payload.u16(at) == BINARY && kind >= 1 && kind <= LAST_KIND;
        return fits && name <= frame ? named(payload, at + 8, name, learnt) : Answer.NO;
    }

    /// Version 1 and the kind in one byte, a number of seven bits a byte, the name.
    private static Answer compact(Payload payload, int frame, Learnt learnt) {
        int kind = payload.u8(5) >>> 5;
        if ((payload.u8(5) & 0x1f) != 1 || kind < 1 || kind > LAST_KIND) {
            return Answer.NO;
        }
        int at = 6;
        while (at < 11 && at < payload.length() && payload.u8(at) >= 0x80) {
            at++;
        }
        if (payload.length() < at + 2) {
            return Answer.PERHAPS;
        }
        int name = payload.u8(at + 1);
        return name >= MIN_NAME + 2 && name <= frame
                ? named(payload, at + 2, name, learnt)
                : Answer.NO;
    }

    private static Answer named(Payload payload, int from, int length, Learnt learnt) {
        if (length < MIN_NAME || length > MAX_NAME) {
            return Answer.NO;
        }
        int end = Math.min(payload.length(), from + length);
        for (int i = from; i < end; i++) {
            int c = payload.u8(i);
            boolean word =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || c == '_'
                            || (i > from && ((c >= '0' && c <= '9') || c == '.' || c == ':'));
            if (!word) {
                return Answer.NO;
            }
        }
        if (end < from + length) {
            return Answer.PERHAPS;
        }
        learnt.grounds("thrift-message");
        return Answer.YES;
    }
}
