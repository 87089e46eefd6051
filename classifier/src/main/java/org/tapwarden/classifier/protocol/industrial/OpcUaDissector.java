package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// OPC UA over TCP, by its hello, the answer to it, or the request that opens a channel (OPC 10000
/// part 6, section 7.1.2).
final class OpcUaDissector implements Dissector {

    static final Protocol OPC_UA = Protocol.named("opc-ua", Category.INDUSTRIAL);

    private static final int HEADER = 8;
    private static final int HELLO = 0x4845_4c46;
    private static final int ACKNOWLEDGE = 0x4143_4b46;
    private static final int ERROR = 0x4552_5246;
    private static final int REVERSE_HELLO = 0x5248_4546;
    private static final int OPEN = 0x4f50_4e46;
    private static final String FIRST_LETTERS = "HAERO";
    private static final int URL = 28;
    private static final int MAX_LENGTH = 1 << 20;
    private static final String SCHEME = "opc.tcp://";
    private static final int BOUND = 4_096;

    private static final About ABOUT =
            About.of(OPC_UA, "OPC UA")
                    .over(Transport.TCP)
                    .in("OPC 10000 part 6, section 7.1.2")
                    .reads("the first message of either side", BOUND)
                    .opens("HELF", "ACKF", "ERRF", "RHEF", "OPNF");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return begins(payload) ? Answer.PERHAPS : Answer.NO;
        }
        int type = payload.i32(0);
        if (!isType(type)) {
            return Answer.NO;
        }
        int length = payload.i32le(4);
        if (length < HEADER + 8 || length > MAX_LENGTH) {
            return Answer.NO;
        }
        if (type == HELLO) {
            return hello(payload, length, learnt);
        }
        learnt.grounds("opc-ua-message");
        return Answer.YES;
    }

    private static Answer hello(Payload payload, int length, Learnt learnt) {
        if (length > BOUND) {
            return Answer.NO;
        }
        if (payload.length() < length) {
            return Answer.PERHAPS;
        }
        learnt.grounds("opc-ua-hello");
        int from = URL + 4 + SCHEME.length();
        if (length > from && payload.hasAt(URL + 4, SCHEME)) {
            int end = from;
            while (end < length && payload.u8(end) != '/') {
                // A user and a password may stand before the host (RFC 3986, section 3.2.1).
                from = payload.u8(end) == '@' ? end + 1 : from;
                end++;
            }
            int to = from;
            while (to < end && payload.u8(to) != ':') {
                to++;
            }
            String host = Text.hostName(payload, from, to);
            if (host != null) {
                learnt.serverName(host);
            }
        }
        return Answer.YES;
    }

    private static boolean begins(Payload payload) {
        if (payload.length() < 4) {
            return payload.length() == 0 || FIRST_LETTERS.indexOf(payload.u8(0)) >= 0;
        }
        return isType(payload.i32(0));
    }

    private static boolean isType(int type) {
        return type == HELLO
                || type == ACKNOWLEDGE
                || type == ERROR
                || type == REVERSE_HELLO
                || type == OPEN;
    }
}
