package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// Java's debug wire protocol, by the handshake of either side (Java Platform Debugger
/// Architecture, "Java Debug Wire Protocol").
final class JdwpDissector implements Dissector {
    static final Protocol JDWP = Protocol.named("jdwp", Category.REMOTE_ACCESS);

    private static final String HANDSHAKE = "JDWP-Handshake";

    private static final About ABOUT =
            About.of(JDWP, "Java Debug Wire Protocol")
                    .over(Transport.TCP)
                    .in("Java Platform Debugger Architecture, Java Debug Wire Protocol")
                    .reads("the handshake of either side", 14)
                    .opens(HANDSHAKE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, HANDSHAKE);
        if (answer == Answer.YES) {
            learnt.grounds("jdwp-handshake");
        }
        return answer;
    }
}
