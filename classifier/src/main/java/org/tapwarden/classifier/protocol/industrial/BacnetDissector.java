package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// BACnet over UDP, by the virtual link's header and the network layer behind it (ANSI/ASHRAE 135,
/// annex J and section 6.2).
final class BacnetDissector implements Dissector {

    static final Protocol BACNET = Protocol.named("bacnet", Category.INDUSTRIAL);

    private static final int TYPE = 0x81;
    private static final int HEADER = 4;
    private static final int FORWARDED = 4;
    private static final int ADDRESS = 6;

    private static final About ABOUT =
            About.of(BACNET, "BACnet/IP")
                    .over(Transport.UDP)
                    .in("ANSI/ASHRAE 135, annex J")
                    .reads("the virtual link's header and its length", HEADER + ADDRESS + 2)
                    .opens(TYPE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER || payload.u8(0) != TYPE || payload.u16(2) != length) {
            return Answer.NO;
        }
        boolean agrees =
                switch (payload.u8(1)) {
                    case 0 -> length == 6 && (payload.u16(4) & 0x0f) == 0 && payload.u16(4) < 0x70;
                    case 1, 3 -> (length - HEADER) % 10 == 0;
                    case 2, 6 -> length == HEADER;
                    case FORWARDED -> isNetwork(payload, HEADER + ADDRESS);
                    case 5 -> length == 6;
                    case 7 -> (length - HEADER) % 10 == 0;
                    case 8 -> length == 10;
                    case 9, 0x0a, 0x0b -> isNetwork(payload, HEADER);
                    default -> false;
                };
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("bacnet-link-header");
        return Answer.YES;
    }

    /// Version 1, and the two reserved bits of the control octet are zero.
    private static boolean isNetwork(Payload payload, int at) {
        return payload.length() >= at + 2
                && payload.u8(at) == 1
                && (payload.u8(at + 1) & 0x50) == 0;
    }
}
