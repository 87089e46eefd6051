package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// A node of Munin, which greets with its name.
final class MuninDissector implements Dissector {

    static final Protocol MUNIN = Protocol.named("munin", Category.NETWORK);

    private static final String GREETING = "# munin node at ";

    private static final About ABOUT =
            About.of(MUNIN, "Munin node")
                    .over(Transport.TCP)
                    .in("Munin documentation, \"Data exchange between master and node\"")
                    .reads("the greeting of the node", GREETING.length());

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), GREETING.length());
        if (!payload.hasAt(0, GREETING.substring(0, known))) {
            // The master may ask before it has read the greeting.
            boolean asks = payload.isToPort(4949) && payload.length() < 256;
            return asks ? Answer.PERHAPS : Answer.NO;
        }
        if (known < GREETING.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("munin-greeting");
        return Answer.YES;
    }
}
