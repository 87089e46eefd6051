package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Omron's FINS: over TCP by its sign, over UDP by its header on the registered port (Omron W421,
/// section 4; W227, section 3).
final class FinsDissector implements Dissector {

    static final Protocol FINS = Protocol.named("fins", Category.INDUSTRIAL);

    private static final int PORT = 9600;
    private static final int TCP_HEADER = 16;
    private static final int HEADER = 12;
    private static final int MAX_GATEWAYS = 7;
    private static final int MAX_NETWORK = 127;
    private static final int MAX_LENGTH = 2_048;

    private static final About ABOUT =
            About.of(FINS, "FINS")
                    .over(Transport.TCP, Transport.UDP)
                    .in("Omron W421, section 4; W227, section 3")
                    .reads("the sign, or the header of a command", TCP_HEADER)
                    .byShape()
                    .opens("FINS")
                    .opens(0x80, 0x81, 0xc0, 0xc1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        return payload.transport() == Transport.TCP
                ? stream(payload, learnt)
                : datagram(payload, learnt);
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        if (payload.length() < TCP_HEADER) {
            return payload.hasAt(0, "FINS".substring(0, Math.min(payload.length(), 4)))
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        int length = payload.hasAt(0, "FINS") ? payload.i32(4) : 0;
        if (length < 8 || length > MAX_LENGTH || payload.i32(8) < 0 || payload.i32(8) > 6) {
            return Answer.NO;
        }
        learnt.grounds("fins-tcp-header");
        return Answer.YES;
    }

    private static Answer datagram(Payload payload, Learnt learnt) {
        boolean agrees =
                payload.hasPort(PORT)
                        && payload.length() >= HEADER
                        && (payload.u8(0) & 0xbe) == 0x80
                        && payload.u8(1) == 0
                        && payload.u8(2) <= MAX_GATEWAYS
                        && payload.u8(3) <= MAX_NETWORK
                        && payload.u8(6) <= MAX_NETWORK
                        && isCommand(payload.u16(10));
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("fins-command");
        return Answer.YES;
    }

    private static boolean isCommand(int code) {
        int sub = code & 0xff;
        return switch (code >>> 8) {
            case 1 -> sub >= 1 && sub <= 5;
            case 2 -> (sub >= 1 && sub <= 3) || sub == 0x20;
            case 3 -> sub >= 4 && sub <= 7;
            case 4 -> sub == 1 || sub == 2;
            case 5 -> sub == 1 || sub == 2;
            case 6 -> sub == 1 || sub == 0x20;
            case 7 -> sub == 1 || sub == 2;
            case 9 -> sub == 0x20;
            case 0x0c -> sub >= 1 && sub <= 3;
            case 0x21 -> (sub >= 1 && sub <= 3) || sub == 0x40 || sub == 0x41;
            case 0x22 -> (sub >= 1 && sub <= 0x0c) || sub == 0x15 || sub == 0x20;
            case 0x23 -> sub == 1 || sub == 2 || sub == 0x0a;
            default -> false;
        };
    }
}
