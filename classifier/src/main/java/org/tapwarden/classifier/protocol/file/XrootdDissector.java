package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// XRootD, by the client's handshake (XRootD protocol specification 5, "Client-Server Handshake").
final class XrootdDissector implements Dissector {
    static final Protocol XROOTD = Protocol.named("xrootd", Category.FILE_SERVICE);

    private static final int LENGTH = 20;

    private static final About ABOUT =
            About.of(XROOTD, "XRootD")
                    .over(Transport.TCP)
                    .in("XRootD protocol specification, Initial Handshake Procedure")
                    .reads("the client's handshake", LENGTH)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), 12);
        for (int i = 0; i < known; i++) {
            if (payload.u8(i) != 0) {
                return Answer.NO;
            }
        }
        if (payload.length() < LENGTH) {
            return Answer.PERHAPS;
        }
        if (payload.i32(12) != 4 || payload.i32(16) != 2012) {
            return Answer.NO;
        }
        learnt.grounds("xrootd-handshake");
        return Answer.YES;
    }
}
