package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// KNX over IP, by its header (ISO 22510, section 5.2.3).
final class KnxNetIpDissector implements Dissector {

    static final Protocol KNXNET_IP = Protocol.named("knxnet_ip", Category.INDUSTRIAL);

    private static final int HEADER = 6;
    private static final int START = 0x0610;

    private static final About ABOUT =
            About.of(KNXNET_IP, "KNXnet/IP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("ISO 22510, section 5.2.3")
                    .reads("the header: size, version, service and length", HEADER)
                    .opens(START >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() > 0 && payload.u8(0) != START >>> 8) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return stream && (payload.length() < 2 || payload.u16(0) == START)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (payload.u16(0) != START || !isService(payload.u16(2))) {
            return Answer.NO;
        }
        int length = payload.u16(4);
        if ((length < HEADER + 2 && length != HEADER) || length > 1_024) {
            return Answer.NO;
        }
        if (stream) {
            if (payload.length() < length) {
                return Answer.PERHAPS;
            }
        } else if (payload.length() != length) {
            return Answer.NO;
        }
        learnt.grounds("knxnet-ip-header");
        return Answer.YES;
    }

    private static boolean isService(int service) {
        int number = service & 0xff;
        return switch (service >>> 8) {
            case 2 -> number >= 1 && number <= 0x0c;
            case 3 -> number >= 0x10 && number <= 0x13;
            case 4 -> number >= 0x20 && number <= 0x25;
            case 5 -> number >= 0x30 && number <= 0x33;
            case 7 -> number >= 0x40 && number <= 0x43;
            case 9 -> number >= 0x50 && number <= 0x55;
            default -> false;
        };
    }
}
