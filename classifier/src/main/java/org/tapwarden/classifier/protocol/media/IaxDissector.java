package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// IAX2, by a full frame that opens something and the one that answers it (RFC 5456, section 8.1).
final class IaxDissector implements Dissector {

    static final Protocol IAX = Protocol.named("iax", Category.CALLS);

    private static final int HEADER = 12;
    private static final int CONTROL = 6;
    private static final int LAST_SUBCLASS = 0x28;
    private static final int NEW = 1;
    private static final int VERSION_ELEMENT = 0x0b;
    private static final int MAX_LENGTH = 1500;

    private static final About ABOUT =
            About.of(IAX, "IAX2")
                    .over(Transport.UDP)
                    .in("RFC 5456, section 8.1")
                    .reads("full frames and their elements", MAX_LENGTH)
                    .byShape()
                    .opensBetween(0x80, 0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER || length > MAX_LENGTH || payload.u8(0) < 0x80) {
            return Answer.NO;
        }
        int subclass = payload.u8(11);
        boolean possible =
                payload.u8(10) == CONTROL
                        && subclass >= 1
                        && subclass <= LAST_SUBCLASS
                        && isFilled(payload);
        if (!possible) {
            return Answer.NO;
        }
        int source = payload.u16(0) & 0x7fff;
        int destination = payload.u16(2) & 0x7fff;
        boolean opens = destination == 0 && payload.u16(8) == 0;
        boolean versioned =
                opens
                        && subclass == NEW
                        && length >= HEADER + 4
                        && payload.i32(HEADER) == (VERSION_ELEMENT << 24 | 2 << 16 | 2);
        long side = 1L + payload.direction().ordinal();
        boolean answers =
                payload.remembered() != 0
                        && payload.remembered() >>> 16 != side
                        && (payload.remembered() & 0xffff) == destination
                        && destination != 0;
        if (versioned || answers) {
            learnt.grounds("iax-frames");
            return Answer.YES;
        }
        if (!opens || source == 0) {
            return Answer.NO;
        }
        learnt.remember(side << 16 | source);
        return Answer.PERHAPS;
    }

    /// Elements, each behind its length, up to the last byte.
    private static boolean isFilled(Payload payload) {
        int at = HEADER;
        while (at + 2 <= payload.length()) {
            at += 2 + payload.u8(at + 1);
        }
        return at == payload.length();
    }
}
