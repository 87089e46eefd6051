package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// The X Window System, by the client's request to connect (X Window System Protocol, section 8 and
/// appendix B). The cookie that opens the screen is not looked at.
final class X11Dissector implements Dissector {
    static final Protocol X11 = Protocol.named("x11", Category.REMOTE_ACCESS);

    private static final int HEADER = 12;
    private static final int MAX_NAME = 64;
    private static final int MAX_SECRET = 256;

    private static final About ABOUT =
            About.of(X11, "X Window System")
                    .over(Transport.TCP)
                    .in("X Window System Protocol, version 11, section 8")
                    .reads("the header of the request to connect", HEADER + MAX_NAME)
                    .opens("B", "l");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length > 0 && payload.u8(0) != 'B' && payload.u8(0) != 'l') {
            return Answer.NO;
        }
        if (length < HEADER) {
            return length < 2 || payload.u8(1) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        boolean big = payload.u8(0) == 'B';
        int major = big ? payload.u16(2) : payload.u16le(2);
        int minor = big ? payload.u16(4) : payload.u16le(4);
        int name = big ? payload.u16(6) : payload.u16le(6);
        int secret = big ? payload.u16(8) : payload.u16le(8);
        boolean possible =
                payload.u8(1) == 0
                        && major == 11
                        && minor == 0
                        && name <= MAX_NAME
                        && secret <= MAX_SECRET
                        && (name > 0 || secret == 0);
        if (!possible) {
            return Answer.NO;
        }
        if (length < HEADER + name) {
            return Answer.PERHAPS;
        }
        if (!Opening.isPrintable(payload, HEADER, HEADER + name)) {
            return Answer.NO;
        }
        learnt.grounds("x11-connect");
        learnt.version("11");
        return Answer.YES;
    }
}
