package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Java's remote method invocation, by the header of a stream (Java RMI specification, section
/// 10.2).
final class JavaRmiDissector implements Dissector {
    static final Protocol JRMI = Protocol.named("jrmi", Category.NETWORK);

    private static final int HEADER = 7;

    /// Stream, single operation, multiplexed.
    private static final int FIRST = 0x4b;

    private static final int LAST = 0x4d;

    private static final About ABOUT =
            About.of(JRMI, "Java RMI")
                    .over(Transport.TCP)
                    .in("Java RMI specification, section 10.2")
                    .reads("magic, version and kind of the stream", HEADER)
                    .opens("JRMI");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, "JRMI");
        if (answer != Answer.YES || payload.length() < HEADER) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        int version = payload.u16(4);
        int kind = payload.u8(6);
        if (version < 1 || version > 2 || kind < FIRST || kind > LAST) {
            return Answer.NO;
        }
        learnt.grounds("rmi-header");
        return Answer.YES;
    }
}
