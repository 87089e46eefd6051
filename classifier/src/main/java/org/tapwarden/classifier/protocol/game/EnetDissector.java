package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Games that connect with ENet, by the request that opens a connection (Lee Salzman, ENet,
/// protocol.h).
final class EnetDissector implements Dissector {

    static final Protocol ENET = Protocol.named("enet", Category.GAMES);

    private static final int NO_PEER = 0x8fff;
    private static final int CONNECT = 0x82ff_0001;
    private static final int LENGTH = 52;
    private static final int SMALLEST_UNIT = 576;
    private static final int LARGEST_UNIT = 4_096;
    private static final int MAX_CHANNELS = 255;
    private static final int THROTTLE = 5_000;

    private static final About ABOUT =
            About.of(ENET, "ENet")
                    .over(Transport.UDP)
                    .in("ENet, protocol.h, connect command")
                    .reads("the command that opens a connection", LENGTH)
                    .opens(0x8f, 0x9f, 0xaf, 0xbf, 0xcf, 0xdf, 0xef, 0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean agrees =
                payload.length() == LENGTH
                        && (payload.u16(0) & NO_PEER) == NO_PEER
                        && payload.i32(4) == CONNECT
                        && isBetween(payload.i32(12), SMALLEST_UNIT, LARGEST_UNIT)
                        && isBetween(payload.i32(20), 1, MAX_CHANNELS)
                        && payload.i32(32) == THROTTLE;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("enet-connect");
        return Answer.YES;
    }

    private static boolean isBetween(int value, int from, int to) {
        return value >= from && value <= to;
    }
}
