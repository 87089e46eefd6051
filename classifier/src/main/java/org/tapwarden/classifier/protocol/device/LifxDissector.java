package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// LIFX lamps, by a header with the datagram's length and the protocol's number (LIFX LAN protocol,
/// "Packet Contents").
final class LifxDissector implements Dissector {

    static final Protocol LIFX = Protocol.named("lifx", Category.NETWORK);

    private static final int PORT = 56_700;
    private static final int HEADER = 36;

    /// Number 1024 and the bit for an address that is there.
    private static final int PROTOCOL = 0x1400;

    private static final int TAGGED = 0x2000;

    private static final About ABOUT =
            About.of(LIFX, "LIFX lamps")
                    .over(Transport.UDP)
                    .in("LIFX LAN protocol, packet contents")
                    .reads("length, number and reserved bytes", HEADER)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        boolean agrees =
                length >= HEADER
                        && payload.u16le(0) == length
                        && payload.hasPort(PORT)
                        && (payload.u16le(2) & ~(TAGGED | 0xc000)) == PROTOCOL
                        && payload.u16(14) == 0
                        && payload.u16(34) == 0;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("lifx-header");
        return Answer.YES;
    }
}
