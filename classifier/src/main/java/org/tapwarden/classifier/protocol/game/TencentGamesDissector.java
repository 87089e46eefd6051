package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Games of Tencent over its gateways, by the header of a message (no public specification;
/// observed: sign, three versions, command, flag).
final class TencentGamesDissector implements Dissector {

    static final Protocol TENCENT_GAMES = Protocol.named("tencentgames", Category.GAMES);

    private static final int SIGN = 0x3366;
    private static final int HEADER = 12;
    private static final int MAX_VERSION = 0x1f;

    private static final About ABOUT =
            About.of(TENCENT_GAMES, "Tencent games")
                    .over(Transport.TCP, Transport.UDP)
                    .in("observed: the header of messages to gateways")
                    .reads("the sign, versions and command", HEADER)
                    .opens(SIGN >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != SIGN >>> 8) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return payload.transport() == Transport.TCP
                            && (payload.length() < 2 || payload.u16(0) == SIGN)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        boolean agrees =
                payload.u16(0) == SIGN
                        && isVersion(payload.u16(2))
                        && isVersion(payload.u16(4))
                        && isVersion(payload.u16(6))
                        && (payload.u8(8) & 0x0f) == 0;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("tencent-gateway");
        return Answer.YES;
    }

    private static boolean isVersion(int number) {
        return number >= 1 && number <= MAX_VERSION;
    }
}
