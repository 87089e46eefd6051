package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// iQIYI's exchange between viewers, by a question and its answer: both have their length in them,
/// and the same eight bytes (observed).
final class IqiyiDissector implements Dissector {

    static final Protocol IQIYI = Protocol.named("iqiyi", Category.STREAMING);

    private static final int KIND = 0x1c;
    private static final int IDENTITY = 7;
    private static final int HEADER = 40;

    private static final About ABOUT =
            About.of(IQIYI, "iQIYI")
                    .over(Transport.UDP)
                    .in("observed: questions and answers between viewers and servers")
                    .reads("kind, length and identity of a question and its answer", 2048)
                    .byShape()
                    .opens(KIND, 0x80 | KIND);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER
                || length > 2048
                || (payload.u8(0) & 0x7f) != KIND
                || payload.u16le(2) != length
                || payload.i64(IDENTITY) == 0) {
            return Answer.NO;
        }
        // The other side's first bit says that it answers, so the same bytes again are no answer.
        boolean answers = payload.u8(0) > 0x7f;
        if (!answers) {
            learnt.remember(payload.i64(IDENTITY));
            return Answer.PERHAPS;
        }
        if (payload.remembered() != payload.i64(IDENTITY)) {
            return Answer.NO;
        }
        learnt.grounds("iqiyi-answer");
        return Answer.YES;
    }
}
