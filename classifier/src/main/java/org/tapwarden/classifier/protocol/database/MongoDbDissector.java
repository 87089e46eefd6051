package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MongoDB, by the header of a message and the BSON document in it (MongoDB wire protocol).
/// Documents are never learnt.
final class MongoDbDissector implements Dissector {

    static final Protocol MONGODB = Protocol.named("mongodb", Category.DATABASE);

    private static final int HEADER = 16;
    private static final int MAX_MESSAGE = 48_000_000;
    private static final int REPLY = 1;
    private static final int QUERY = 2_004;
    private static final int COMPRESSED = 2_012;
    private static final int MESSAGE = 2_013;
    private static final int MAX_NAME = 128;
    private static final int BOUND = 256;

    private static final About ABOUT =
            About.of(MONGODB, "MongoDB")
                    .over(Transport.TCP)
                    .in("MongoDB wire protocol: header, OP_MSG, OP_QUERY, OP_REPLY")
                    .reads("header, and the length of the first document", BOUND);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.length() < 4 || isLength(payload.i32le(0)) ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.i32le(0);
        if (!isLength(length)) {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), BOUND);
        return switch (payload.i32le(12)) {
            case MESSAGE -> message(payload, length, known, learnt);
            case QUERY -> query(payload, length, known, learnt);
            case REPLY -> reply(payload, length, known, learnt);
            case COMPRESSED -> compressed(payload, known, learnt);
            default -> Answer.NO;
        };
    }

    private static boolean isLength(int length) {
        return length > HEADER && length <= MAX_MESSAGE;
    }

    /// Flags, and sections of which one holds a document.
    private static Answer message(Payload payload, int length, int known, Learnt learnt) {
        if (known < HEADER + 9) {
            return Answer.PERHAPS;
        }
        int flags = payload.i32le(HEADER);
        int kind = payload.u8(HEADER + 4);
        int document = payload.i32le(HEADER + 5);
        int most = length - HEADER - 5;
        boolean fits = (flags & 0xfffe_fffc) == 0 && kind <= 1 && document >= 5 && document <= most;
        return fits ? yes(learnt) : Answer.NO;
    }

    /// Flags, the collection's name, two numbers, a document that fills the rest.
    private static Answer query(Payload payload, int length, int known, Learnt learnt) {
        int at = HEADER + 4;
        int most = Math.min(known, at + MAX_NAME);
        boolean dot = false;
        while (at < most && payload.u8(at) != 0) {
            dot |= payload.u8(at) == '.';
            if (payload.u8(at) < ' ') {
                return Answer.NO;
            }
            at++;
        }
        int document = at + 1 + 8;
        if (known < document + 4) {
            return known < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32le(document);
        boolean fits =
                dot
                        && (payload.i32le(HEADER) & ~0xff) == 0
                        && size >= 5
                        && document + size <= length;
        return fits ? yes(learnt) : Answer.NO;
    }

    /// Flags, cursor, two numbers, and the first of the documents, if there is any.
    private static Answer reply(Payload payload, int length, int known, Learnt learnt) {
        int document = HEADER + 20;
        if (known < document + 4) {
            return length > document ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32le(document);
        int count = payload.i32le(document - 4);
        boolean fits =
                (payload.i32le(HEADER) & ~0xf) == 0
                        && count > 0
                        && size >= 5
                        && document + size <= length
                        && (count > 1 || document + size == length);
        return fits ? yes(learnt) : Answer.NO;
    }

    private static Answer compressed(Payload payload, int known, Learnt learnt) {
        if (known < HEADER + 9) {
            return Answer.PERHAPS;
        }
        int original = payload.i32le(HEADER);
        boolean fits =
                (original == MESSAGE || original == QUERY || original == REPLY)
                        && isLength(HEADER + payload.i32le(HEADER + 4))
                        && payload.u8(HEADER + 8) <= 3;
        return fits ? yes(learnt) : Answer.NO;
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("mongodb-message");
        return Answer.YES;
    }
}
