package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Quake, its successors and the many games built on them, by the words of connectionless datagrams
/// (id Software, source of Quake, QuakeWorld, Quake II and III).
final class QuakeDissector implements Dissector {

    static final Protocol QUAKE = Protocol.named("quake", Category.GAMES);

    private static final int SINGLE = 0xffff_ffff;
    private static final long CONNECT = 0x8000_000c_0151_5541L;
    private static final int LONGEST_WORD = 20;

    private static final About ABOUT =
            About.of(QUAKE, "Quake")
                    .over(Transport.UDP)
                    .in("id Software, source of Quake III Arena, connectionless packets")
                    .reads("the word behind the sign", 4 + LONGEST_WORD)
                    .opens(0x80, 0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 10) {
            return Answer.NO;
        }
        if (payload.i32(0) != SINGLE) {
            if (payload.i64(0) != CONNECT || payload.length() != 12) {
                return Answer.NO;
            }
            learnt.grounds("quake-connect");
            return Answer.YES;
        }
        boolean agrees =
                switch (payload.u8(4)) {
                    case 'g' ->
                            payload.hasAt(4, "getstatus")
                                    || payload.hasAt(4, "getInfo")
                                    || payload.hasAt(4, "getinfo")
                                    || payload.hasAt(4, "getservers")
                                    || (payload.hasAt(4, "getchallenge")
                                            && !payload.hasAt(4, "getchallenge steam"));
                    case 's' ->
                            payload.hasAt(4, "statusResponse\n") || payload.hasAt(4, "status\n");
                    case 'i' -> payload.hasAt(4, "infoResponse\n");
                    case 'c' ->
                            payload.hasAt(4, "challengeResponse ")
                                    || payload.hasAt(4, "challenge ")
                                    || payload.hasAt(4, "connectResponse")
                                    || payload.hasAt(4, "client_connect")
                                    || payload.hasAt(4, "connect \"")
                                    || payload.hasAt(4, "connect 34 ");
                    case 'h' -> payload.hasAt(4, "heartbeat ");
                    default -> false;
                };
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("quake-connectionless");
        return Answer.YES;
    }
}
