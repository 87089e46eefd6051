package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MIDI over RTP, by the commands that open and time its session (Apple's network MIDI; RFC 6295
/// leaves them open).
final class RtpMidiDissector implements Dissector {

    static final Protocol RTP_MIDI = Protocol.named("rtpmidi", Category.STREAMING);

    private static final int SIGNATURE = 0xffff;
    private static final int VERSION = 2;
    private static final int INVITATION = 'I' << 8 | 'N';
    private static final int ACCEPTED = 'O' << 8 | 'K';
    private static final int REJECTED = 'N' << 8 | 'O';
    private static final int END = 'B' << 8 | 'Y';
    private static final int CLOCK = 'C' << 8 | 'K';
    private static final int LENGTH = 16;
    private static final int CLOCK_LENGTH = 36;

    private static final About ABOUT =
            About.of(RTP_MIDI, "RTP-MIDI")
                    .over(Transport.UDP)
                    .in("Apple's network MIDI session protocol; RFC 6295, appendix C")
                    .reads("signature, command and version", CLOCK_LENGTH + 1)
                    .opens(SIGNATURE >> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < LENGTH || payload.u16(0) != SIGNATURE) {
            return Answer.NO;
        }
        boolean known =
                switch (payload.u16(2)) {
                    case INVITATION, ACCEPTED, REJECTED, END -> payload.i32(4) == VERSION;
                    case CLOCK ->
                            length == CLOCK_LENGTH && payload.u8(8) <= 2 && payload.u24(9) == 0;
                    default -> false;
                };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("rtp-midi-command");
        return Answer.YES;
    }
}
