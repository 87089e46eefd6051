package org.tapwarden.classifier.protocol.queue;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// HL7 version 2, by the block and the segment with which a message begins (HL7 v2.5.1, section
/// 2.15.9; transport specification MLLP). Nothing about patients is ever learnt.
final class Hl7Dissector implements Dissector {

    static final Protocol HL7 = Protocol.named("hl7", Category.DATABASE);

    private static final int START = 0x0b;
    private static final int BOUND = 256;

    /// The version is the twelfth field, and the separator itself counts as the first.
    private static final int VERSION = 11;

    private static final About ABOUT =
            About.of(HL7, "HL7 v2 (MLLP)")
                    .over(Transport.TCP)
                    .in("HL7 v2.5.1, section 2.15.9; MLLP release 1")
                    .reads("start of the block, and the message header's version", BOUND)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != START) {
            return Answer.NO;
        }
        String start = "MSH";
        int known = Math.min(Math.max(payload.length() - 1, 0), start.length());
        if (!payload.hasAt(1, start.substring(0, known)) && known > 0) {
            return Answer.NO;
        }
        if (payload.length() < 10) {
            return Answer.PERHAPS;
        }
        int separator = payload.u8(4);
        boolean fits =
                separator > ' '
                        && separator < 0x7f
                        && payload.u8(5) == '^'
                        && (payload.u8(9) == separator || payload.u8(8) == separator);
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("hl7-header");
        String version = version(payload, separator);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }

    private static @Nullable String version(Payload payload, int separator) {
        int most = Math.min(payload.length(), BOUND);
        int field = 1;
        int from = 0;
        for (int i = 4; i < most && payload.u8(i) != '\r'; i++) {
            if (payload.u8(i) == separator) {
                field++;
                if (field == VERSION + 1) {
                    from = i + 1;
                } else if (field == VERSION + 2) {
                    boolean plain = i - from >= 3 && i - from <= 6 && payload.u8(from) == '2';
                    return plain ? Text.of(payload, from, i) : null;
                }
            }
        }
        return null;
    }
}
