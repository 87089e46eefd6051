package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// Citrix ICA and the gateway protocol around it, by their greetings (observed: `7f 7f "ICA" 00` of
/// both sides, `1a "CGP/"` of the client; Citrix publishes no specification).
final class IcaDissector implements Dissector {
    static final Protocol CITRIX = Protocol.named("citrix", Category.REMOTE_ACCESS);

    private static final String ICA = "\u007f\u007fICA\0";
    private static final String GATEWAY = "\u001aCGP/01";

    private static final About ABOUT =
            About.of(CITRIX, "Citrix ICA, CGP")
                    .over(Transport.TCP)
                    .in("observed: the greetings; no public specification")
                    .reads("the greeting of either side", 7)
                    .opens(ICA, GATEWAY);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer plain = Opening.of(payload, ICA);
        Answer gateway = Opening.of(payload, GATEWAY);
        if (plain == Answer.YES || gateway == Answer.YES) {
            learnt.grounds("ica-greeting");
            return Answer.YES;
        }
        return plain == Answer.NO ? gateway : plain;
    }
}
