package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MGCP, by the command line (RFC 3435, section 3.2.1).
final class MgcpDissector implements Dissector {

    static final Protocol MGCP = Protocol.named("mgcp", Category.CALLS);

    private static final String[] VERBS = {
        "EPCF", "CRCX", "MDCX", "DLCX", "RQNT", "NTFY", "AUEP", "AUCX", "RSIP", "MESG"
    };

    private static final String VERSION = " MGCP 1.";
    private static final int MAX_LINE = 300;

    private static final About ABOUT =
            About.of(MGCP, "MGCP")
                    .over(Transport.UDP)
                    .in("RFC 3435, section 3.2.1")
                    .reads("the verb, the transaction and the version", MAX_LINE)
                    .opens(VERBS);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LINE);
        if (end < 20 || payload.u8(4) != ' ' || !isDigit(payload.u8(5)) || !isVerb(payload)) {
            return Answer.NO;
        }
        int at = 5;
        while (at < end && isDigit(payload.u8(at))) {
            at++;
        }
        if (at - 5 > 9) {
            return Answer.NO;
        }
        while (at < end && payload.u8(at) != '\n' && payload.u8(at) != '\r') {
            if (payload.hasAt(at, VERSION)) {
                learnt.grounds("mgcp-command");
                return Answer.YES;
            }
            at++;
        }
        return Answer.NO;
    }

    private static boolean isVerb(Payload payload) {
        for (String verb : VERBS) {
            if (payload.hasAt(0, verb)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
