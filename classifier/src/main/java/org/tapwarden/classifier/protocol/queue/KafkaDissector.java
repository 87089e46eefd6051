package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Kafka, by a request and the response that has its number (Apache Kafka protocol guide, "Request
/// header" and "Response header"). Topics are never learnt.
final class KafkaDissector implements Dissector {

    static final Protocol KAFKA = Protocol.named("kafka", Category.NETWORK);

    private static final int HEADER = 4 + 2 + 2 + 4 + 2;
    private static final int MAX_REQUEST = 1 << 24;
    private static final int LAST_KEY = 100;
    private static final int LAST_VERSION = 20;
    private static final int MAX_CLIENT = 128;
    private static final int PORT = 9092;
    private static final long ASKED = 1L << 32;

    private static final About ABOUT =
            About.of(KAFKA, "Kafka")
                    .over(Transport.TCP)
                    .in("Apache Kafka protocol guide: request and response headers")
                    .reads("sizes, keys and numbers of a request and its response", HEADER + 128)
                    .byShape()
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1 || payload.u8(0) != 0) {
            return payload.length() < 1 ? Answer.PERHAPS : Answer.NO;
        }
        return payload.direction() == Direction.FROM_SOURCE
                ? request(payload, learnt)
                : response(payload, learnt);
    }

    private static Answer request(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.length() < 6 || payload.u16(4) <= LAST_KEY ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32(0);
        int client = payload.u16(HEADER - 2);
        boolean named = client > 0 && client <= MAX_CLIENT;
        boolean unnamed = (client == 0 || client == 0xffff) && payload.hasPort(PORT);
        boolean fits =
                size >= HEADER - 4
                        && size < MAX_REQUEST
                        && payload.u16(4) <= LAST_KEY
                        && payload.u16(6) <= LAST_VERSION
                        && payload.i32(8) >= 0
                        && ((named && HEADER - 4 + client <= size) || unnamed);
        if (!fits || (named && !isName(payload, client))) {
            return Answer.NO;
        }
        learnt.remember(ASKED | payload.i32(8));
        return Answer.PERHAPS;
    }

    private static boolean isName(Payload payload, int length) {
        int end = Math.min(payload.length(), HEADER + length);
        for (int i = HEADER; i < end; i++) {
            if (payload.u8(i) <= ' ' || payload.u8(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static Answer response(Payload payload, Learnt learnt) {
        if (payload.remembered() == 0) {
            return Answer.NO;
        }
        if (payload.length() < 8) {
            learnt.remember(payload.remembered());
            return Answer.PERHAPS;
        }
        int size = payload.i32(0);
        boolean fits =
                size > 4 && size < MAX_REQUEST && (ASKED | payload.i32(4)) == payload.remembered();
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("kafka-response");
        return Answer.YES;
    }
}
