package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RELP, which carries logs and says when they have arrived, by its first command.
final class RelpDissector implements Dissector {

    static final Protocol RELP = Protocol.named("relp", Category.NETWORK);

    private static final String START = "1 open ";
    private static final String OFFER = " relp_version=";
    private static final int MAX_DIGITS = 5;
    private static final int BOUND = START.length() + MAX_DIGITS + OFFER.length() + 64;

    private static final About ABOUT =
            About.of(RELP, "RELP")
                    .over(Transport.TCP)
                    .in("RELP specification of rsyslog, \"open\"")
                    .reads("the client's first command", BOUND)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), START.length());
        if (!payload.hasAt(0, START.substring(0, known))) {
            return Answer.NO;
        }
        int at = START.length();
        while (at < payload.length()
                && at < START.length() + MAX_DIGITS
                && payload.u8(at) >= '0'
                && payload.u8(at) <= '9') {
            at++;
        }
        if (payload.length() < at + OFFER.length()) {
            return Answer.PERHAPS;
        }
        if (at == START.length() || !payload.hasAt(at, OFFER)) {
            return Answer.NO;
        }
        learnt.grounds("relp-open");
        return Answer.YES;
    }
}
