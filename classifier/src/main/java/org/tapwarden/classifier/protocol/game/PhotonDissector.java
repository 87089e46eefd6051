package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Games that play over Photon's servers, by commands whose lengths end where the datagram ends
/// (Exit Games, Photon binary protocol; observed).
final class PhotonDissector implements Dissector {

    static final Protocol PHOTON = Protocol.named("photon", Category.GAMES);

    private static final int HEADER = 12;
    private static final int COMMAND = 12;
    private static final int MAX_COMMANDS = 64;
    private static final int PING = 13;
    private static final long PING_FILL = 0x7d7d_7d7d_7d7d_7d7dL;

    private static final About ABOUT =
            About.of(PHOTON, "Photon")
                    .over(Transport.UDP)
                    .in("observed: commands of Photon's reliable datagrams")
                    .reads("number and lengths of the commands", 1_500);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == PING) {
            if (payload.i64(0) != PING_FILL || payload.i32(8) != (int) PING_FILL) {
                return Answer.NO;
            }
            learnt.grounds("photon-ping");
            return Answer.YES;
        }
        if (length < HEADER + COMMAND
                || length > ABOUT.bound()
                || payload.u8(2) != 0
                || payload.u8(3) == 0
                || payload.u8(3) > MAX_COMMANDS) {
            return Answer.NO;
        }
        int at = HEADER;
        for (int i = payload.u8(3); i > 0; i--) {
            if (at + COMMAND > length) {
                return Answer.NO;
            }
            int size = payload.i32(at + 4);
            if (!isCommand(payload, at, size) || size > length - at) {
                return Answer.NO;
            }
            at += size;
        }
        if (at != length) {
            return Answer.NO;
        }
        learnt.grounds("photon-commands");
        return Answer.YES;
    }

    private static boolean isCommand(Payload payload, int at, int size) {
        if (payload.u8(at + 2) > 3 || (payload.u8(at + 3) & ~4) != 0) {
            return false;
        }
        return switch (payload.u8(at)) {
            case 1 -> size == 20;
            case 2, 3 -> size == 44;
            case 4, 5 -> size == 12;
            case 6 -> size > 12;
            case 7 -> size > 16;
            case 8 -> size > 32;
            case 12 -> size == 12 || size == 20;
            default -> false;
        };
    }
}
