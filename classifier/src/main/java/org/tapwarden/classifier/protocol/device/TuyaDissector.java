package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Tuya's home equipment, by the words that begin and end a message and the length between them
/// (observed; Tuya's local protocol 3.1 to 3.5).
final class TuyaDissector implements Dissector {

    static final Protocol TUYA = Protocol.named("tuya_lp", Category.NETWORK);

    private static final int START = 0x0000_55aa;
    private static final int END = 0x0000_aa55;
    private static final int NEW_START = 0x0000_6699;
    private static final int NEW_END = 0x0000_9966;
    private static final int HEADER = 16;
    private static final int NEW_HEADER = 18;
    private static final int MAX_LENGTH = 4096;

    private static final About ABOUT =
            About.of(TUYA, "Tuya (local)")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: announcements and commands in the local network")
                    .reads("prefix, length and suffix", MAX_LENGTH)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = payload.length();
        boolean stream = payload.transport() == Transport.TCP;
        if (known < NEW_HEADER + 4) {
            boolean possible =
                    (known < 1 || payload.u8(0) == 0) && (known < 2 || payload.u8(1) == 0);
            return stream && possible ? Answer.PERHAPS : Answer.NO;
        }
        boolean old = payload.i32(0) == START;
        if (!old && payload.i32(0) != NEW_START) {
            return Answer.NO;
        }
        int end = old ? HEADER + payload.i32(12) : NEW_HEADER + payload.i32(14) + 4;
        if (end < NEW_HEADER || end > MAX_LENGTH) {
            return Answer.NO;
        }
        if (known < end) {
            return stream ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i32(end - 4) != (old ? END : NEW_END)) {
            return Answer.NO;
        }
        learnt.grounds("tuya-message");
        return Answer.YES;
    }
}
