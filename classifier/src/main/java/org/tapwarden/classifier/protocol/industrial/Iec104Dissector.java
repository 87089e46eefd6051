package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Telecontrol over TCP, by its frames (IEC 60870-5-104, section 5).
///
/// Frames that start, stop or test a transfer are constants of six bytes, and those that only
/// acknowledge have four fixed bytes. A frame with data has few fixed bits, so all frames known of
/// the stream have to be right, and there have to be two of them unless the port is the registered
/// one.
final class Iec104Dissector implements Dissector {

    static final Protocol IEC104 = Protocol.named("iec60870", Category.INDUSTRIAL);

    private static final int PORT = 2404;
    private static final int START = 0x68;
    private static final int CONTROL = 6;
    private static final int LEAST = 4;
    private static final int MOST = 253;
    private static final int ASDU = 6;
    private static final int MAX_FRAMES = 16;

    private static final About ABOUT =
            About.of(IEC104, "IEC 60870-5-104")
                    .over(Transport.TCP)
                    .in("IEC 60870-5-104, section 5")
                    .reads("the frames of a stream", MAX_FRAMES * (MOST + 2))
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), ABOUT.bound());
        int at = 0;
        int frames = 0;
        while (at < end) {
            if (payload.u8(at) != START) {
                return Answer.NO;
            }
            if (at + CONTROL > end) {
                return Answer.PERHAPS;
            }
            int length = payload.u8(at + 1);
            if (length < LEAST || length > MOST) {
                return Answer.NO;
            }
            if ((payload.u8(at + 2) & 1) != 0) {
                return length == LEAST && isControl(payload, at)
                        ? yes(learnt, "iec104-control")
                        : Answer.NO;
            }
            if (at + 2 + length > end) {
                return Answer.PERHAPS;
            }
            if (!isData(payload, at, length)) {
                return Answer.NO;
            }
            frames++;
            at += 2 + length;
            if (frames >= 2 || (payload.hasPort(PORT) && at == end)) {
                return yes(learnt, "iec104-data");
            }
        }
        return Answer.PERHAPS;
    }

    private static Answer yes(Learnt learnt, String grounds) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    /// Numbered acknowledgement, or one of six unnumbered commands.
    private static boolean isControl(Payload payload, int at) {
        int first = payload.u8(at + 2);
        if (first == 1) {
            return payload.u8(at + 3) == 0 && (payload.u8(at + 4) & 1) == 0;
        }
        return payload.u24(at + 3) == 0
                && switch (first) {
                    case 0x07, 0x0b, 0x13, 0x23, 0x43, 0x83 -> true;
                    default -> false;
                };
    }

    /// Types, causes and number of objects that are defined.
    private static boolean isData(Payload payload, int at, int length) {
        if (length < LEAST + ASDU || (payload.u8(at + 4) & 1) != 0) {
            return false;
        }
        int type = payload.u8(at + CONTROL);
        int objects = payload.u8(at + CONTROL + 1) & 0x7f;
        int cause = payload.u8(at + CONTROL + 2) & 0x3f;
        return type >= 1 && type <= 127 && objects > 0 && cause >= 1 && cause <= 47;
    }
}
