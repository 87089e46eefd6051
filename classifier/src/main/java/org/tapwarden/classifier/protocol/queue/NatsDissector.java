package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// NATS, by the JSON with which both sides open (NATS client protocol, INFO and CONNECT). Tokens,
/// users and subjects are never learnt.
final class NatsDissector implements Dissector {

    static final Protocol NATS = Protocol.named("nats", Category.NETWORK);

    private static final int BOUND = 1_024;
    private static final String INFO = "INFO {\"";
    private static final String CONNECT = "CONNECT {\"";
    private static final String VERSION = "\"version\":\"";

    private static final About ABOUT =
            About.of(NATS, "NATS")
                    .over(Transport.TCP)
                    .in("NATS client protocol: INFO and CONNECT")
                    .reads("the first word and the JSON behind it", BOUND)
                    .opens(INFO, CONNECT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != 'I' && payload.u8(0) != 'C') {
            return Answer.NO;
        }
        if (payload.hasAt(0, CONNECT)) {
            learnt.grounds("nats-connect");
            return Answer.YES;
        }
        if (!payload.hasAt(0, INFO)) {
            boolean open =
                    payload.length() < CONNECT.length()
                            && (starts(payload, INFO) || starts(payload, CONNECT));
            return open ? Answer.PERHAPS : Answer.NO;
        }
        int known = Math.min(payload.length(), BOUND);
        learnt.grounds("nats-info");
        int at = INFO.length() - 1;
        while (at < known && !payload.hasAt(at, VERSION)) {
            at++;
        }
        int value = at + VERSION.length();
        int end = value;
        while (end < known && payload.u8(end) != '"') {
            end++;
        }
        String version = end < known ? Text.of(payload, value, end) : null;
        if (version == null) {
            return known < BOUND ? Answer.YES_MORE : Answer.YES;
        }
        learnt.software("nats-server " + version);
        return Answer.YES;
    }

    private static boolean starts(Payload payload, String word) {
        return payload.hasAt(0, word.substring(0, Math.min(word.length(), payload.length())));
    }
}
