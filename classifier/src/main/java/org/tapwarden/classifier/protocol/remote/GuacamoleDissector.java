package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// Guacamole's protocol between its web application and its daemon, by the first instruction
/// (Apache Guacamole manual, "The Guacamole protocol").
final class GuacamoleDissector implements Dissector {
    static final Protocol GUACAMOLE = Protocol.named("guacamole", Category.REMOTE_ACCESS);

    private static final String SELECT = "6.select,";

    private static final About ABOUT =
            About.of(GUACAMOLE, "Apache Guacamole")
                    .over(Transport.TCP)
                    .in("Apache Guacamole manual, The Guacamole protocol, Handshake phase")
                    .reads("the first instruction", 9)
                    .opens(SELECT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, SELECT);
        if (answer == Answer.YES) {
            learnt.grounds("guacamole-select");
        }
        return answer;
    }
}
