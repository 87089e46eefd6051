package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Cameras that are turned and zoomed from a desk (VISCA over IP), by a header on their port and a
/// command between its two marks (Sony's VISCA over IP, "Packet format").
final class ViscaDissector implements Dissector {

    static final Protocol VISCA = Protocol.named("visca", Category.CALLS);

    private static final int PORT = 52_381;
    private static final int HEADER = 8;
    private static final int MAX_COMMAND = 16;
    private static final int COMMAND = 0x0100;
    private static final int INQUIRY = 0x0110;
    private static final int REPLY = 0x0111;
    private static final int CONTROL = 0x0200;
    private static final int CONTROL_REPLY = 0x0201;
    private static final int END = 0xff;

    private static final About ABOUT =
            About.of(VISCA, "VISCA over IP")
                    .over(Transport.UDP)
                    .in("Sony, VISCA over IP, packet format")
                    .reads("type, length and the marks of the command", HEADER + MAX_COMMAND + 1)
                    .byShape()
                    .opens(1, 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT)
                || length <= HEADER
                || length > HEADER + MAX_COMMAND
                || payload.u16(2) != length - HEADER) {
            return Answer.NO;
        }
        int address = payload.u8(HEADER);
        boolean ends = payload.u8(length - 1) == END && length > HEADER + 2;
        boolean agrees =
                switch (payload.u16(0)) {
                    case COMMAND, INQUIRY -> address >= 0x81 && address <= 0x88 && ends;
                    case REPLY -> address >= 0x90 && (address & 15) == 0 && ends;
                    case CONTROL, CONTROL_REPLY -> length <= HEADER + 2 && address <= 0x0f;
                    default -> false;
                };
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("visca-command");
        return Answer.YES;
    }
}
