package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Discord's voice: the question for one's own address, and the heartbeats (Discord's developer
/// documentation, "Voice Connections", "IP Discovery").
final class DiscordDissector implements Dissector {

    static final Protocol DISCORD = Protocol.named("discord", Category.CALLS);

    private static final int HEARTBEAT = 0x1337_cafe;
    private static final int HEARTBEAT_LENGTH = 8;

    private static final int REQUEST = 0x0001_0046;
    private static final int RESPONSE = 0x0002_0046;
    private static final int DISCOVERY_LENGTH = 74;
    private static final int ADDRESS = 8;
    private static final int PORT = 72;

    private static final About ABOUT =
            About.of(DISCORD, "Discord voice")
                    .over(Transport.UDP)
                    .in("Discord's developer documentation, Voice Connections; observed heartbeats")
                    .reads("IP discovery and heartbeats", DISCOVERY_LENGTH + 1)
                    .opens(HEARTBEAT >> 24, REQUEST >> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == HEARTBEAT_LENGTH && payload.i32(0) == HEARTBEAT) {
            learnt.grounds("discord-heartbeat");
            return Answer.YES;
        }
        if (length != DISCOVERY_LENGTH) {
            return Answer.NO;
        }
        boolean request = payload.i32(0) == REQUEST && isZero(payload, ADDRESS, PORT);
        boolean response =
                payload.i32(0) == RESPONSE
                        && payload.u8(ADDRESS) != 0
                        && isZero(payload, ADDRESS + 46, PORT);
        if (!request && !response) {
            return Answer.NO;
        }
        learnt.grounds("discord-discovery");
        return Answer.YES;
    }

    private static boolean isZero(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
