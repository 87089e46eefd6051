package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// VNC and Apple's remote desktop, by the version that both sides send first (RFC 6143, section
/// 7.1.1).
final class RfbDissector implements Dissector {
    static final Protocol VNC = Protocol.named("vnc", Category.REMOTE_ACCESS);

    private static final int LENGTH = 12;
    private static final String START = "RFB ";

    private static final About ABOUT =
            About.of(VNC, "VNC (RFB)")
                    .over(Transport.TCP)
                    .in("RFC 6143, section 7.1.1")
                    .reads("the version of either side", LENGTH)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, START);
        if (answer != Answer.YES || payload.length() < LENGTH) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        int major = number(payload, 4);
        int minor = number(payload, 8);
        if (major < 0 || minor < 0 || payload.u8(7) != '.' || payload.u8(11) != '\n') {
            return Answer.NO;
        }
        learnt.grounds("rfb-version");
        learnt.version(major + "." + minor);
        if (minor == 889) {
            learnt.software("Apple Remote Desktop");
        }
        return Answer.YES;
    }

    /// Three digits; -1 when they are none.
    private static int number(Payload payload, int at) {
        int number = 0;
        for (int i = at; i < at + 3; i++) {
            int digit = payload.u8(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
