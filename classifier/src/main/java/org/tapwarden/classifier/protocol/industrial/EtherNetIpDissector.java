package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// EtherNet/IP, by the header that encapsulates CIP (CIP specification, volume 2, section 2-3).
final class EtherNetIpDissector implements Dissector {

    static final Protocol ETHERNET_IP = Protocol.named("ethernetip", Category.INDUSTRIAL);

    private static final int HEADER = 24;
    private static final int LENGTH = 2;
    private static final int STATUS = 8;
    private static final int OPTIONS = 20;
    private static final int LIST_IDENTITY = 0x63;

    /// Behind the header: count of items, type, length, version, socket address, vendor, device
    /// type, product, revision, status, serial number; then the product's name with its length.
    private static final int NAME = HEADER + 2 + 4 + 2 + 16 + 2 + 2 + 2 + 2 + 2 + 4;

    private static final About ABOUT =
            About.of(ETHERNET_IP, "EtherNet/IP")
                    .over(Transport.TCP, Transport.UDP)
                    .in("CIP specification, volume 2, section 2-3")
                    .reads("the header that encapsulates", NAME + 1 + 255)
                    .opens(0x04, 0x63, 0x64, 0x65, 0x66, 0x6f, 0x70, 0x72, 0x73);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        // No command is so large that it would need the second byte.
        if (payload.length() > 0 && !isCommand(payload.u8(0))) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return stream && (payload.length() < 2 || isCommand(payload.u16le(0)))
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (!isCommand(payload.u16le(0))
                || payload.i32(OPTIONS) != 0
                || !isStatus(payload.i32le(STATUS))) {
            return Answer.NO;
        }
        int end = HEADER + payload.u16le(LENGTH);
        if (!stream && payload.length() != end) {
            return Answer.NO;
        }
        learnt.grounds("ethernetip-header");
        if (payload.u16le(0) == LIST_IDENTITY && payload.length() > NAME) {
            int nameEnd = NAME + 1 + payload.u8(NAME);
            String product =
                    nameEnd <= payload.length() && payload.u16le(HEADER + 2) == 0x0c
                            ? Text.of(payload, NAME + 1, nameEnd)
                            : null;
            if (product != null) {
                learnt.software(product);
            }
        }
        return Answer.YES;
    }

    private static boolean isCommand(int command) {
        return switch (command) {
            case 0x04, LIST_IDENTITY, 0x64, 0x65, 0x66, 0x6f, 0x70, 0x72, 0x73 -> true;
            default -> false;
        };
    }

    private static boolean isStatus(int status) {
        return switch (status) {
            case 0, 1, 2, 3, 0x64, 0x65, 0x69, 0x6a -> true;
            default -> false;
        };
    }
}
