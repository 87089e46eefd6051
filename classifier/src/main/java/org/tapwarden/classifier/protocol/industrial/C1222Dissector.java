package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Tables of meters over IP, by the elements of the message's envelope (ANSI C12.22, section 5.3;
/// RFC 6142).
final class C1222Dissector implements Dissector {

    static final Protocol C1222 = Protocol.named("ansi_c1222", Category.INDUSTRIAL);

    private static final int PORT = 1153;
    private static final int ENVELOPE = 0x60;
    private static final int USER_INFORMATION = 0xbe;
    private static final int EXTERNAL = 0x28;
    private static final int MAX_ELEMENTS = 12;
    private static final int BOUND = 1_500;

    private static final About ABOUT =
            About.of(C1222, "ANSI C12.22")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 6142; ANSI C12.22, section 5.3")
                    .reads("the elements of a message up to its user information", BOUND)
                    .byShape()
                    .opens(ENVELOPE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), BOUND);
        if (!payload.hasPort(PORT) || (known > 0 && payload.u8(0) != ENVELOPE)) {
            return Answer.NO;
        }
        boolean stream = payload.transport() == Transport.TCP;
        if (known < 4) {
            return stream ? Answer.PERHAPS : Answer.NO;
        }
        int at = 1 + lengthBytes(payload, 1);
        int end = at + length(payload, 1);
        if ((!stream && end != payload.length()) || end > BOUND) {
            return Answer.NO;
        }
        if (end > known) {
            return Answer.PERHAPS;
        }
        for (int i = 0; i < MAX_ELEMENTS && at + 4 <= end; i++) {
            int tag = payload.u8(at);
            int value = at + 1 + lengthBytes(payload, at + 1);
            if (tag == USER_INFORMATION) {
                if (value < end
                        && payload.u8(value) == EXTERNAL
                        && value + length(payload, at + 1) == end
                        && i > 0) {
                    learnt.grounds("c1222-elements");
                    return Answer.YES;
                }
                return Answer.NO;
            }
            if (!isElement(tag)) {
                return Answer.NO;
            }
            at = value + length(payload, at + 1);
        }
        return Answer.NO;
    }

    /// Titles, invocations and qualifiers of who calls and who is called, and the mechanism.
    private static boolean isElement(int tag) {
        return (tag >= 0xa1 && tag <= 0xa9) || tag == 0x8b || tag == 0xab || tag == 0xac;
    }

    private static int lengthBytes(Payload payload, int at) {
        int first = payload.u8(at);
        return first < 0x80 ? 1 : 1 + (first & 3);
    }

    private static int length(Payload payload, int at) {
        int first = payload.u8(at);
        if (first < 0x80) {
            return first;
        }
        return (first & 3) == 1 ? payload.u8(at + 1) : payload.u16(at + 1);
    }
}
