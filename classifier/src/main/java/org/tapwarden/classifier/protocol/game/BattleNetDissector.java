package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// The older Battle.net of Diablo II, StarCraft and Warcraft III, by the client's first message (no
/// public specification; observed).
final class BattleNetDissector implements Dissector {

    static final Protocol BATTLE_NET = Protocol.named("battle.net", Category.GAMES);

    /// The choice of the game protocol, then "who am I".
    private static final int START = 0x01ff_50;

    private static final int PLATFORM = 9;
    private static final int HEADER = PLATFORM + 4;

    private static final About ABOUT =
            About.of(BATTLE_NET, "Battle.net (classic)")
                    .over(Transport.TCP)
                    .in("observed: the client's first message")
                    .reads("the protocol's choice and the platform", HEADER)
                    .opens(START >>> 16);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            int known = Math.min(payload.length(), 3);
            for (int at = 0; at < known; at++) {
                if (payload.u8(at) != (START >>> (16 - 8 * at) & 0xff)) {
                    return Answer.NO;
                }
            }
            return Answer.PERHAPS;
        }
        boolean platform =
                payload.hasAt(PLATFORM, "68XI")
                        || payload.hasAt(PLATFORM, "XCAM")
                        || payload.hasAt(PLATFORM, "CAMP");
        if (payload.u24(0) != START || payload.i32(5) != 0 || !platform) {
            return Answer.NO;
        }
        learnt.grounds("battle-net-start");
        return Answer.YES;
    }
}
