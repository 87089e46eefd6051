package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Luanti, once Minetest, by the number its datagrams begin with (Luanti, doc/protocol.txt).
final class LuantiDissector implements Dissector {

    static final Protocol LUANTI = Protocol.named("luanti", Category.GAMES);

    private static final int SIGN = 0x4f45_7403;
    private static final int HEADER = 8;
    private static final int MAX_CHANNEL = 2;
    private static final int MAX_TYPE = 3;

    private static final About ABOUT =
            About.of(LUANTI, "Luanti (Minetest)")
                    .over(Transport.UDP)
                    .in("Luanti, doc/protocol.txt")
                    .reads("the number, channel and type of a datagram", HEADER)
                    .opens(SIGN >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER
                || payload.i32(0) != SIGN
                || payload.u8(6) > MAX_CHANNEL
                || payload.u8(7) > MAX_TYPE) {
            return Answer.NO;
        }
        learnt.grounds("luanti-datagram");
        return Answer.YES;
    }
}
