package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Graylog's log format over UDP: JSON with its short message, or pieces of a compressed one behind
/// a head of twelve bytes.
final class GelfDissector implements Dissector {

    static final Protocol GELF = Protocol.named("gelf", Category.NETWORK);

    private static final int MAGIC = 0x1e0f;
    private static final int HEAD = 12;
    private static final int MAX_PIECES = 128;
    private static final int GZIP = 0x1f8b;
    private static final int ZLIB = 0x78;
    private static final String MESSAGE = "\"short_message\"";
    private static final String VERSION = "\"version\"";
    private static final int MAX_SEARCHED = 2048;

    private static final About ABOUT =
            About.of(GELF, "GELF")
                    .over(Transport.UDP)
                    .in("Graylog documentation, \"GELF via UDP\"")
                    .reads("the head of the first piece, or the fields of JSON", MAX_SEARCHED)
                    .opens(MAGIC >>> 8)
                    .opens("{");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEAD + 8) {
            return Answer.NO;
        }
        boolean known =
                switch (payload.u8(0)) {
                    case MAGIC >>> 8 -> isPiece(payload);
                    case '{' -> isMessage(payload);
                    default -> false;
                };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("gelf-message");
        return Answer.YES;
    }

    /// Number and count, and in the first piece the start of what is compressed.
    private static boolean isPiece(Payload payload) {
        return payload.u16(0) == MAGIC
                && payload.u8(10) == 0
                && payload.u8(11) >= 1
                && payload.u8(11) <= MAX_PIECES
                && ((payload.u16(HEAD) == GZIP && payload.u8(HEAD + 2) == 8)
                        || (payload.u8(HEAD) == ZLIB && payload.u16(HEAD) % 31 == 0)
                        || (payload.u8(HEAD) == '{' && payload.u8(HEAD + 1) == '"'));
    }

    private static boolean isMessage(Payload payload) {
        int end = Math.min(payload.length(), MAX_SEARCHED);
        if (payload.u8(1) != '"' && payload.u8(1) > ' ') {
            return false;
        }
        boolean message = false;
        boolean version = false;
        for (int at = 1; at < end && !(message && version); at++) {
            if (payload.u8(at) == '"') {
                message |= at + MESSAGE.length() <= end && payload.hasAt(at, MESSAGE);
                version |= at + VERSION.length() <= end && payload.hasAt(at, VERSION);
            }
        }
        return message && version;
    }
}
