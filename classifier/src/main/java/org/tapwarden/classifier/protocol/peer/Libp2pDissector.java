package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// libp2p, on which IPFS and other networks of peers are built, by the first message of its choice
/// of protocols (multistream-select 1.0).
final class Libp2pDissector implements Dissector {

    private static final Protocol LIBP2P = Protocol.named("libp2p", Category.P2P);

    private static final String MULTISTREAM = "\023/multistream/1.0.0\n";

    private static final About ABOUT =
            About.of(LIBP2P, "libp2p (IPFS and others)")
                    .over(Transport.TCP)
                    .in("libp2p, multistream-select 1.0")
                    .reads("the first message", MULTISTREAM.length())
                    .opens(MULTISTREAM);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!Words.mayBegin(payload, MULTISTREAM)) {
            return Answer.NO;
        }
        if (payload.length() < MULTISTREAM.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("multistream-select");
        return Answer.YES;
    }
}
