package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Announcements of sessions (SAP), by their header and the description that follows (RFC 2974,
/// section 3).
final class SapDissector implements Dissector {

    static final Protocol SAP = Protocol.named("sap-announcement", Category.STREAMING);

    private static final int HEADER = 8;
    private static final int MAX_LENGTH = 512;
    private static final String TYPE = "application/sdp\0";

    private static final About ABOUT =
            About.of(SAP, "SAP (session announcements)")
                    .over(Transport.UDP)
                    .in("RFC 2974, section 3; RFC 8866, section 5.1")
                    .reads("the header and the description's first line", MAX_LENGTH)
                    .opens(0x20, 0x24, 0x28, 0x2c, 0x30, 0x34, 0x38, 0x3c);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int first = payload.length() < HEADER + 4 ? 0 : payload.u8(0);
        // Version 1, neither encrypted nor compressed.
        if (first >>> 5 != 1 || (first & 3) != 0) {
            return Answer.NO;
        }
        int at = HEADER + ((first & 0x10) == 0 ? 0 : 12) + 4 * payload.u8(1);
        if (payload.hasAt(at, TYPE)) {
            at += TYPE.length();
        }
        if (at > MAX_LENGTH - 8 || !payload.hasAt(at, "v=0") || !isLine(payload, at + 3)) {
            return Answer.NO;
        }
        learnt.grounds("sap-description");
        return Answer.YES;
    }

    /// The description's second line is its origin.
    private static boolean isLine(Payload payload, int at) {
        return payload.hasAt(at, "\r\no=") || payload.hasAt(at, "\no=");
    }
}
