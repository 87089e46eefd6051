package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Z39.50, by the request or response that opens a session (ANSI/NISO Z39.50-2003, section 4, in
/// BER).
final class Z3950Dissector implements Dissector {

    static final Protocol Z3950 = Protocol.named("z3950", Category.DATABASE);

    private static final int REQUEST = 0xb4;
    private static final int RESPONSE = 0xb5;
    private static final int REFERENCE = 0x82;
    private static final int VERSION = 0x83;
    private static final int OPTIONS = 0x84;
    private static final int BOUND = 80;

    private static final About ABOUT =
            About.of(Z3950, "Z39.50")
                    .over(Transport.TCP)
                    .in("ANSI/NISO Z39.50-2003, InitializeRequest and InitializeResponse")
                    .reads("tags and lengths of the opening message", BOUND)
                    .opens(REQUEST, RESPONSE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != REQUEST && payload.u8(0) != RESPONSE) {
            return Answer.NO;
        }
        if (payload.length() < 16) {
            return Answer.PERHAPS;
        }
        int at = 2;
        if (payload.u8(1) >= 0x80) {
            int bytes = payload.u8(1) & 0x7f;
            if (bytes > 4) {
                return Answer.NO;
            }
            at += bytes;
        }
        if (payload.u8(at) == REFERENCE) {
            at += 2 + Math.min(payload.u8(at + 1), 64);
        }
        if (payload.length() < at + 7) {
            return payload.length() < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        // Strings of bits begin with how many of their last byte are not used.
        int options = at + 2 + payload.u8(at + 1);
        boolean versions = payload.u8(at) == VERSION && payload.u8(at + 1) == 2;
        boolean fits =
                versions
                        && payload.u8(at + 2) <= 7
                        && payload.u8(options) == OPTIONS
                        && payload.u8(options + 1) >= 2
                        && payload.u8(options + 1) <= 4
                        && payload.u8(options + 2) <= 7;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("z3950-initialize");
        return Answer.YES;
    }
}
