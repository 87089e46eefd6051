package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Teeworlds and DDNet, by the words of connectionless datagrams, or the token that opens a
/// connection (Teeworlds source, mastersrv.h and network.h).
final class TeeworldsDissector implements Dissector {

    static final Protocol TEEWORLDS = Protocol.named("teeworlds", Category.GAMES);

    private static final int WORD = 10;

    private static final About ABOUT =
            About.of(TEEWORLDS, "Teeworlds")
                    .over(Transport.UDP)
                    .in("Teeworlds source, network.h")
                    .reads("the sign and the word behind it", WORD + 4)
                    .opens(0x10, 0xff)
                    .opens("xe");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 8) {
            return Answer.NO;
        }
        // Control, nothing acknowledged, no chunks, connect.
        if (payload.i32(0) == 0x1000_0001) {
            return payload.hasAt(4, "TKEN") ? yes(learnt, "teeworlds-connect") : Answer.NO;
        }
        boolean connectionless =
                payload.length() >= WORD + 4
                        && payload.i32(6) == 0xffff_ffff
                        && (payload.u16(0) == 0xffff || payload.hasAt(0, "xe"));
        return connectionless && isWord(payload)
                ? yes(learnt, "teeworlds-connectionless")
                : Answer.NO;
    }

    private static Answer yes(Learnt learnt, String grounds) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    private static boolean isWord(Payload payload) {
        return payload.hasAt(WORD, "gie3")
                || payload.hasAt(WORD, "inf3")
                || payload.hasAt(WORD, "iext")
                || payload.hasAt(WORD, "iex+")
                || payload.hasAt(WORD, "fstd")
                || payload.hasAt(WORD, "req2")
                || payload.hasAt(WORD, "lis2")
                || payload.hasAt(WORD, "bea2")
                || payload.hasAt(WORD, "cou2")
                || payload.hasAt(WORD, "siz2");
    }
}
