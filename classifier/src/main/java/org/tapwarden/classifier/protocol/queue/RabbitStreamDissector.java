package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RabbitMQ's stream protocol, by the command in which peers tell their properties (RabbitMQ,
/// `PROTOCOL.adoc`: PeerProperties).
final class RabbitStreamDissector implements Dissector {

    static final Protocol RABBITMQ = Protocol.named("rabbitmq-stream", Category.NETWORK);

    private static final int PROPERTIES = 0x0011;
    private static final int RESPONSE = 0x8000;
    private static final int HEADER = 4 + 2 + 2 + 4;

    private static final About ABOUT =
            About.of(RABBITMQ, "RabbitMQ streams")
                    .over(Transport.TCP)
                    .in("RabbitMQ stream protocol reference: PeerProperties")
                    .reads("size, key, version and the first property's name", HEADER + 4 + 2 + 2)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == 0)
                        && (payload.length() < 2 || payload.u16(0) == 0)
                        && (payload.length() < 6 || (payload.u16(4) & ~RESPONSE) == PROPERTIES);
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < HEADER + 8) {
            return Answer.PERHAPS;
        }
        // An answer has a code before its properties.
        int map = HEADER + ((payload.u16(4) & RESPONSE) != 0 ? 2 : 0);
        boolean ok = map == HEADER || payload.u16(HEADER) == 1;
        int count = payload.i32(map);
        int length = map == HEADER ? payload.u16(map + 4) : 1;
        boolean fits =
                payload.u16(6) == 1
                        && ok
                        && payload.i32(0) >= HEADER
                        && count >= 0
                        && count <= 32
                        && length >= 1
                        && length <= 64;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("rabbitmq-properties");
        return Answer.YES;
    }
}
