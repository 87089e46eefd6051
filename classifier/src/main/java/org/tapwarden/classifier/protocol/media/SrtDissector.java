package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SRT, by the handshake's answer: fifth version, and the word that stands for it (SRT Internet
/// draft, section 3.2.1). The first question is UDT's as well and says nothing alone.
final class SrtDissector implements Dissector {

    static final Protocol SRT = Protocol.named("srt", Category.STREAMING);

    private static final int HANDSHAKE = 0x8000_0000;
    private static final int LENGTH = 64;
    private static final int MAGIC = 0x4a17;
    private static final int REQUEST = 1;
    private static final int CONCLUSION = -1;
    private static final int INDUCTION = 1;

    private static final About ABOUT =
            About.of(SRT, "SRT")
                    .over(Transport.UDP)
                    .in("draft-sharabayko-srt, section 3.2.1")
                    .reads("the handshake's version, extensions and type", LENGTH)
                    .opens(0x80);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < LENGTH
                || payload.i32(0) != HANDSHAKE
                || payload.i32(4) != 0
                || payload.i32(28) > 65_536
                || payload.i32(28) < 64) {
            return Answer.NO;
        }
        int version = payload.i32(16);
        int extensions = payload.u16(22);
        int type = payload.i32(36);
        boolean answered = version == 5 && extensions == MAGIC && type == INDUCTION;
        boolean concluded =
                version == 5 && type == CONCLUSION && extensions >= REQUEST && extensions <= 7;
        if (answered || concluded) {
            learnt.grounds("srt-handshake");
            return Answer.YES;
        }
        return version == 4 && type == INDUCTION ? Answer.PERHAPS : Answer.NO;
    }
}
