package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Apple's filing protocol over DSI, by a request to open a session or for the server's status, and
/// the answer to it (Apple, "Apple Filing Protocol Reference", "Data Stream Interface").
final class AfpDissector implements Dissector {
    static final Protocol AFP = Protocol.named("afp", Category.FILE_SERVICE);

    private static final int HEADER = 16;
    private static final int STATUS = 3;
    private static final int OPEN = 4;
    private static final int MAX_DATA = 4096;

    /// An option and its length.
    private static final int ATTENTION = 0x0104;

    private static final About ABOUT =
            About.of(AFP, "Apple Filing Protocol")
                    .over(Transport.TCP)
                    .in("Apple Filing Protocol Reference, Data Stream Interface")
                    .reads("the headers of the first request and its answer", HEADER + MAX_DATA)
                    .byShape()
                    .opens(0, 1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length > 0 && payload.u8(0) > 1) {
            return Answer.NO;
        }
        if (length < HEADER) {
            boolean possible = length < 2 || payload.u8(1) == STATUS || payload.u8(1) == OPEN;
            return possible ? again(payload, learnt) : Answer.NO;
        }
        int size = payload.i32(8);
        boolean possible =
                (payload.u8(1) == STATUS || payload.u8(1) == OPEN)
                        && payload.i32(4) == 0
                        && payload.i32(12) == 0
                        && size >= 0
                        && size <= MAX_DATA;
        if (!possible) {
            return Answer.NO;
        }
        // The number of a request is in its answer; both have the command.
        long mark = 1L << 32 | payload.u16(1) << 8 | payload.u8(3);
        if (payload.u8(0) == 0) {
            if (length == HEADER + size && opensSession(payload, size)) {
                learnt.grounds("dsi-open-session");
                return Answer.YES;
            }
            learnt.remember(mark);
            return Answer.PERHAPS;
        }
        if (payload.remembered() != mark) {
            return Answer.NO;
        }
        if (length < HEADER + size) {
            return again(payload, learnt);
        }
        boolean said =
                payload.u8(1) == OPEN
                        ? length == HEADER + size
                        : Opening.find(payload, HEADER, HEADER + size, "AFP") >= 0;
        if (!said) {
            return Answer.NO;
        }
        learnt.grounds("dsi-answer");
        return Answer.YES;
    }

    /// Asks for a session and says how large an attention may be.
    private static boolean opensSession(Payload payload, int size) {
        return payload.u8(1) == OPEN && size == 6 && payload.u16(HEADER) == ATTENTION;
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }
}
