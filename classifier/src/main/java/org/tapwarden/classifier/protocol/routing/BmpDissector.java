package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// BMP, in which a router tells what its neighbours told it: the message that starts it and the
/// router's description (RFC 7854, sections 4.1 and 4.3).
final class BmpDissector implements Dissector {

    static final Protocol BMP = Protocol.named("bmp", Category.NETWORK);

    private static final int VERSION = 3;
    private static final int HEADER = 6;
    private static final int INITIATION = 4;
    private static final int FIELD = 4;
    private static final int LAST_FIELD = 2;
    private static final int DESCRIPTION = 1;
    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_FIELDS = 8;

    private static final About ABOUT =
            About.of(BMP, "BGP Monitoring Protocol")
                    .over(Transport.TCP)
                    .in("RFC 7854, sections 4.1 and 4.3")
                    .reads("the message that starts it and its fields", MAX_MESSAGE)
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != VERSION) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            boolean could = payload.length() < 3 || payload.u16(1) == 0;
            return could ? Answer.PERHAPS : Answer.NO;
        }
        int end = payload.i32(1);
        if (payload.u8(5) != INITIATION || end < HEADER + FIELD || end > MAX_MESSAGE) {
            return Answer.NO;
        }
        if (payload.length() < end) {
            return Answer.PERHAPS;
        }
        int at = HEADER;
        int description = -1;
        for (int i = 0; i < MAX_FIELDS && at + FIELD <= end; i++) {
            int type = payload.u16(at);
            if (type > LAST_FIELD) {
                return Answer.NO;
            }
            description = type == DESCRIPTION ? at : description;
            at += FIELD + payload.u16(at + 2);
        }
        if (at != end) {
            return Answer.NO;
        }
        learnt.grounds("bmp-initiation");
        if (description >= 0 && learnt.wantsSoftware()) {
            int text = description + FIELD;
            String software = Text.of(payload, text, text + payload.u16(description + 2));
            if (software != null) {
                learnt.software(software);
            }
        }
        return Answer.YES;
    }
}
