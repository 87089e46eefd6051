package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// PC Worx of Phoenix Contact, by the name its first request holds (no public specification;
/// observed).
final class PcWorxDissector implements Dissector {

    static final Protocol PC_WORX = Protocol.named("pcworx", Category.INDUSTRIAL);

    private static final int REQUEST = 0x0101_001a;
    private static final int NAME = 14;
    private static final int HEADER = 26;

    private static final About ABOUT =
            About.of(PC_WORX, "PC Worx")
                    .over(Transport.TCP)
                    .in("observed: the first request of the engineering tool")
                    .reads("type, length and the name in it", HEADER)
                    .opens(REQUEST >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return (payload.length() < 4 && payload.length() > 0 && payload.u8(0) == 1)
                            || (payload.length() >= 4 && payload.i32(0) == REQUEST)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (payload.i32(0) != REQUEST || !payload.hasAt(NAME, "IBETH")) {
            return Answer.NO;
        }
        learnt.grounds("pcworx-request");
        return Answer.YES;
    }
}
