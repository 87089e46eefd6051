package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// With which MikroTik's routers and switches find each other: fields of a type and a length, the
/// sender's address first. A router that a guest brought announces itself here.
final class MikrotikDissector implements Dissector {

    static final Protocol MIKROTIK = Protocol.named("mikrotik", Category.NETWORK);

    private static final int HEADER = 4;
    private static final int FIRST_FIELD = 0x0001_0006;
    private static final int VERSION = 7;
    private static final int LAST_FIELD = 64;
    private static final int MAX_FIELDS = 32;

    private static final About ABOUT =
            About.of(MIKROTIK, "MikroTik Neighbor Discovery")
                    .over(Transport.UDP)
                    .in("observed: a header of four bytes, then types and lengths, on port 5678")
                    .reads("the hardware address and the lengths of all fields", 1500);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER + 10 || length > 1500 || payload.i32(HEADER) != FIRST_FIELD) {
            return Answer.NO;
        }
        int at = HEADER;
        int version = -1;
        for (int i = 0; i < MAX_FIELDS && at + 4 <= length; i++) {
            int type = payload.u16(at);
            if (type < 1 || type > LAST_FIELD) {
                return Answer.NO;
            }
            version = type == VERSION ? at : version;
            at += 4 + payload.u16(at + 2);
        }
        if (at != length) {
            return Answer.NO;
        }
        learnt.grounds("mikrotik-fields");
        if (version >= 0 && learnt.wantsSoftware()) {
            String text = Text.of(payload, version + 4, version + 4 + payload.u16(version + 2));
            if (text != null) {
                learnt.software("RouterOS " + text);
            }
        }
        return Answer.YES;
    }
}
