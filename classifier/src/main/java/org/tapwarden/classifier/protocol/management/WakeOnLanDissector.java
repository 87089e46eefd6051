package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The packet that wakes a computer: six times ones, then sixteen times its address (AMD, Magic
/// Packet Technology, publication 20213).
final class WakeOnLanDissector implements Dissector {

    static final Protocol WAKE_ON_LAN = Protocol.named("wake-on-lan", Category.NETWORK);

    private static final int ADDRESS = 6;
    private static final int TIMES = 16;
    private static final int PACKET = ADDRESS + TIMES * ADDRESS;
    private static final int PASSWORD = 6;

    private static final About ABOUT =
            About.of(WAKE_ON_LAN, "Wake-on-LAN")
                    .over(Transport.UDP)
                    .in("AMD publication 20213, Magic Packet Technology")
                    .reads("ones, and the same address sixteen times", PACKET)
                    .opens(0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < PACKET
                || length > PACKET + PASSWORD
                || payload.i32(0) != -1
                || payload.u16(4) != 0xffff) {
            return Answer.NO;
        }
        int first = payload.i32(ADDRESS);
        int rest = payload.u16(ADDRESS + 4);
        if ((first == -1 || first == 0) && (rest == 0xffff || rest == 0)) {
            return Answer.NO;
        }
        for (int at = 2 * ADDRESS; at < PACKET; at += ADDRESS) {
            if (payload.i32(at) != first || payload.u16(at + 4) != rest) {
                return Answer.NO;
            }
        }
        learnt.grounds("wake-on-lan-packet");
        return Answer.YES;
    }
}
