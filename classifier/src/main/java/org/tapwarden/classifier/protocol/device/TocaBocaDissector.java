package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Photon, which Toca Boca's games and others speak, by commands that fill their datagram
/// (observed; the layout is that of ENet with other numbers).
final class TocaBocaDissector implements Dissector {

    static final Protocol TOCA_BOCA = Protocol.named("tocaboca", Category.GAMES);

    private static final int PORT = 5055;
    private static final int LAST_PORT = 5058;

    /// Peer, flags, number of commands, time, a number that both sides repeat.
    private static final int COUNT = 3;

    private static final int HEADER = 12;

    /// Type, channel, flags, reserved, length, number.
    private static final int COMMAND = 12;

    private static final int PROBE = 13;
    private static final long PROBE_BYTES = 0x7d7d_7d7d_7d7d_7d7dL;

    private static final int ACKNOWLEDGE = 1;
    private static final int CONNECT = 2;
    private static final int VERIFY_CONNECT = 3;
    private static final int DISCONNECT = 4;
    private static final int PING = 5;
    private static final int LAST_COMMAND = 14;
    private static final int MAX_COMMANDS = 64;

    private static final About ABOUT =
            About.of(TOCA_BOCA, "Photon (Toca Boca and other games)")
                    .over(Transport.UDP)
                    .in("observed: datagrams between games and Photon servers")
                    .reads("the header and the lengths of all commands", Payload.MAX_LOOKED_AT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == PROBE) {
            return probe(payload, learnt);
        }
        if (length < HEADER + COMMAND
                || !hasPhotonPort(payload)
                || payload.u8(COUNT) == 0
                || payload.u8(COUNT) > MAX_COMMANDS
                || payload.i32(8) == 0) {
            return Answer.NO;
        }
        int at = HEADER;
        for (int left = payload.u8(COUNT); left > 0; left--) {
            if (at + COMMAND > length || !isCommand(payload, at)) {
                return Answer.NO;
            }
            int size = payload.i32(at + 4);
            if (size < COMMAND || size > length - at) {
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

    /// Twelve bytes that are always the same and one that counts ask for the way's delay.
    private static Answer probe(Payload payload, Learnt learnt) {
        boolean same =
                payload.i64(0) == PROBE_BYTES
                        && payload.i32(8) == (int) PROBE_BYTES
                        && hasPhotonPort(payload);
        if (!same) {
            return Answer.NO;
        }
        learnt.grounds("photon-probe");
        return Answer.YES;
    }

    /// Those that open and close have one length only.
    private static boolean isCommand(Payload payload, int at) {
        int type = payload.u8(at);
        int size = payload.i32(at + 4);
        return type >= ACKNOWLEDGE
                && type <= LAST_COMMAND
                && switch (type) {
                    case ACKNOWLEDGE -> size == 20;
                    case CONNECT, VERIFY_CONNECT -> size == 44;
                    case DISCONNECT, PING -> size == COMMAND;
                    default -> true;
                };
    }

    private static boolean hasPhotonPort(Payload payload) {
        return isPhotonPort(payload.sourcePort()) || isPhotonPort(payload.destinationPort());
    }

    private static boolean isPhotonPort(int port) {
        return port >= PORT && port <= LAST_PORT;
    }
}
