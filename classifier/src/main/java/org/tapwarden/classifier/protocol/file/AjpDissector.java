package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// AJP, by a forwarded request, or by a ping and its answer (Apache Tomcat, "AJPv13").
final class AjpDissector implements Dissector {
    static final Protocol AJP = Protocol.named("ajp", Category.WEB);

    private static final int TO_CONTAINER = 0x1234;
    private static final int FROM_CONTAINER = 0x4142;
    private static final int FORWARD = 2;
    private static final int PING = 10;
    private static final int PONG = 9;
    private static final int MAX_METHOD = 27;
    private static final int PACKET_HEADER = 4;
    private static final int SEEN_PING = 1;
    private static final int BOUND = 4096;
    private static final int NO_STRING = 0xffff;

    private static final About ABOUT =
            About.of(AJP, "Apache JServ Protocol")
                    .over(Transport.TCP)
                    .in("Apache Tomcat connectors, AJPv13 protocol reference")
                    .reads("a forwarded request with the server's name, or ping and answer", BOUND)
                    .opens(TO_CONTAINER >> 8, FROM_CONTAINER >> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (end < PACKET_HEADER + 1) {
            boolean possible =
                    end < 2
                            ? end == 0 || payload.u8(0) == 0x12 || payload.u8(0) == 'A'
                            : payload.u16(0) == TO_CONTAINER || payload.u16(0) == FROM_CONTAINER;
            return possible ? again(payload, learnt) : Answer.NO;
        }
        int size = payload.u16(2);
        int code = payload.u8(PACKET_HEADER);
        return switch (payload.u16(0)) {
            case TO_CONTAINER -> {
                if (code == PING && size == 1) {
                    learnt.remember(SEEN_PING);
                    yield end > PACKET_HEADER + 1
                            ? request(payload, PACKET_HEADER + 1, end, learnt)
                            : Answer.PERHAPS;
                }
                yield request(payload, 0, end, learnt);
            }
            case FROM_CONTAINER -> {
                boolean answered = code == PONG && size == 1 && payload.remembered() == SEEN_PING;
                if (!answered) {
                    yield code >= 3 && code <= PONG ? again(payload, learnt) : Answer.NO;
                }
                learnt.grounds("ajp-ping");
                learnt.remember(SEEN_PING);
                yield Answer.YES_MORE;
            }
            default -> Answer.NO;
        };
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }

    /// Code, method, then protocol, path, address, host and server's name as strings.
    private static Answer request(Payload payload, int at, int end, Learnt learnt) {
        int body = at + PACKET_HEADER;
        if (body + 9 > end) {
            return at > 0 || payload.u8(PACKET_HEADER) == FORWARD
                    ? again(payload, learnt)
                    : Answer.NO;
        }
        boolean forward =
                payload.u16(at) == TO_CONTAINER
                        && payload.u8(body) == FORWARD
                        && payload.u8(body + 1) >= 1
                        && payload.u8(body + 1) <= MAX_METHOD
                        && payload.hasAt(body + 4, "HTTP/");
        if (!forward) {
            return at > 0 ? again(payload, learnt) : Answer.NO;
        }
        learnt.grounds("ajp-request");
        int string = body + 2;
        for (int i = 0; i < 4 && string >= 0; i++) {
            string = next(payload, string, end);
        }
        int stop = string < 0 ? -1 : next(payload, string, end);
        String name = stop > string + 3 ? Text.hostName(payload, string + 2, stop - 1) : null;
        if (name != null) {
            learnt.serverName(name);
        }
        return Answer.YES;
    }

    /// Behind a string: its length, its bytes and a zero, or no more than a length of -1.
    private static int next(Payload payload, int at, int end) {
        if (at + 2 > end) {
            return -1;
        }
        int size = payload.u16(at);
        int next = size == NO_STRING ? at + 2 : at + 2 + size + 1;
        return next <= end ? next : -1;
    }
}
