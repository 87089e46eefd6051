package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The probes of RIPE Atlas that scan for what answers: a fixed word, then the address and port
/// they were sent to.
final class RipeAtlasDissector implements Dissector {

    static final Protocol RIPE_ATLAS = Protocol.named("ripeatlas", Category.NETWORK);

    private static final String PROBE = "MGLNDD_";

    private static final About ABOUT =
            About.of(RIPE_ATLAS, "RIPE Atlas")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: probes of the Magellan measurement")
                    .reads("the word MGLNDD_", PROBE.length())
                    .opens(PROBE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), PROBE.length());
        if (!payload.hasAt(0, PROBE.substring(0, known))) {
            return Answer.NO;
        }
        if (known < PROBE.length()) {
            return payload.transport() == Transport.TCP ? Answer.PERHAPS : Answer.NO;
        }
        learnt.grounds("ripe-atlas-probe");
        return Answer.YES;
    }
}
