package org.tapwarden.classifier.protocol.web;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WebSocket without its beginning, by the frames of both sides (RFC 6455, section 5.2): a client
/// masks what it says, a server does not, each side begins with text, and every frame ends where a
/// segment does.
///
/// A connection seen from its beginning is HTTP, whose request says what is to come ({@link
/// HttpUse#WEBSOCKET}).
final class WebSocketDissector implements Dissector {

    static final Protocol WEBSOCKET = Protocol.named("websocket", Category.WEB);

    /// Longer messages are not needed to tell.
    private static final int BOUND = 4_096;

    private static final int MASKED = 0x80;
    private static final int LENGTH_IN_TWO = 126;
    private static final int MASK_BYTES = 4;

    private static final int TEXT = 1;

    /// A shorter one could be anything.
    private static final int SHORTEST_TEXT = 4;

    /// Frames of one side that must fit, when it has said more.
    private static final int ENOUGH = 3;

    private static final About ABOUT =
            About.of(WEBSOCKET, "WebSocket")
                    .over(Transport.TCP)
                    .in("RFC 6455, section 5.2")
                    .reads("headers and lengths of the frames of both sides", BOUND)
                    .byShape()
                    .opens(0x80 | TEXT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int masked = payload.length() < 2 ? -1 : payload.u8(1) & MASKED;
        if (masked < 0 || !areFrames(payload, masked)) {
            return Answer.NO;
        }
        // Which end masks: the bit is the direction's number, twice as much when it does.
        long seen = 1L << (payload.direction().ordinal() * 2 + (masked == 0 ? 0 : 1));
        long sides = payload.remembered() | seen;
        boolean both = sides == 0b0110 || sides == 0b1001;
        if (both) {
            learnt.grounds("websocket-frames");
            return Answer.YES;
        }
        if (Long.bitCount(sides) > 1) {
            return Answer.NO;
        }
        learnt.remember(sides);
        return Answer.PERHAPS;
    }

    /// Whether the stream is made of frames, and ends where the last one does.
    private static boolean areFrames(Payload payload, int masked) {
        int at = 0;
        for (int frames = 0; frames < ENOUGH && at < payload.length(); frames++) {
            int next = frameEnd(payload, at, masked);
            if (next < 0 || next > Math.min(payload.length(), BOUND)) {
                return false;
            }
            at = next;
        }
        return true;
    }

    /// Where the frame ends, or -1 when it is none, or too long to tell.
    private static int frameEnd(Payload payload, int at, int masked) {
        if (at + 4 > payload.length()) {
            return -1;
        }
        int first = payload.u8(at);
        int opcode = first & 0x0f;
        // A whole message in one frame, no extension's bits: text first, then bytes, close, ping or
        // pong as well.
        boolean whole = (first & 0xf0) == 0x80;
        boolean known =
                opcode == TEXT || (at > 0 && (opcode == 2 || (opcode >= 8 && opcode <= 10)));
        if (!whole || !known || (payload.u8(at + 1) & MASKED) != masked) {
            return -1;
        }
        int length = payload.u8(at + 1) & 0x7f;
        int body = at + 2;
        if (length > LENGTH_IN_TWO || (length == LENGTH_IN_TWO && payload.u16(body) < length)) {
            return -1;
        }
        if (length == LENGTH_IN_TWO) {
            length = payload.u16(body);
            body += 2;
        }
        int mask = masked == 0 ? -1 : body;
        body += masked == 0 ? 0 : MASK_BYTES;
        int end = body + length;
        if (opcode != TEXT) {
            return end;
        }
        boolean text =
                length >= SHORTEST_TEXT
                        && end <= payload.length()
                        && isText(payload, body, end, mask);
        return text ? end : -1;
    }

    /// No control characters but those of text, and UTF-8 as far as lead bytes and the number of
    /// those that follow them go (RFC 3629, section 3).
    ///
    /// @param mask where the mask lies, or -1 without one
    private static boolean isText(Payload payload, int from, int end, int mask) {
        int following = 0;
        for (int i = from; i < end; i++) {
            int c = payload.u8(i);
            if (mask >= 0) {
                c ^= payload.u8(mask + (i - from) % MASK_BYTES);
            }
            boolean follows = (c & 0xc0) == 0x80;
            if (follows != following > 0) {
                return false;
            }
            if (follows) {
                following--;
            } else if (c >= 0xc2 && c <= 0xf4) {
                following = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
            } else if (c > 0x7e || (c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
                return false;
            }
        }
        return following == 0;
    }
}
