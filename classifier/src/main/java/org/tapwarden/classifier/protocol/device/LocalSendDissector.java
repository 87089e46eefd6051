package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Files from one phone or computer to the next (LocalSend), by the announcement on its port
/// (LocalSend protocol 2, section 3.1). The alias in it names people and is not kept.
final class LocalSendDissector implements Dissector {

    static final Protocol LOCAL_SEND = Protocol.named("localsend", Category.FILE_SERVICE);

    private static final int PORT = 53_317;
    private static final String[] WORDS = {"\"alias\":", "\"fingerprint\":", "\"deviceModel\":"};
    private static final int MAX_LENGTH = 1024;

    private static final About ABOUT =
            About.of(LOCAL_SEND, "LocalSend")
                    .over(Transport.UDP)
                    .in("LocalSend protocol 2, section 3.1")
                    .reads("the names of the announcement's fields", MAX_LENGTH)
                    .opens("{");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) || !payload.hasAt(0, "{\"")) {
            return Answer.NO;
        }
        for (String word : WORDS) {
            if (!contains(payload, word)) {
                return Answer.NO;
            }
        }
        learnt.grounds("localsend-announcement");
        return Answer.YES;
    }

    private static boolean contains(Payload payload, String word) {
        int end = Math.min(payload.length(), MAX_LENGTH) - word.length();
        for (int at = 1; at <= end; at++) {
            if (payload.u8(at) == '"' && payload.hasAt(at, word)) {
                return true;
            }
        }
        return false;
    }
}
