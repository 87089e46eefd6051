package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Among Us, by the hello that opens its connection: it holds the game's version as a date (Hazel
/// networking; observed).
final class AmongUsDissector implements Dissector {

    static final Protocol AMONG_US = Protocol.named("amongus", Category.GAMES);

    private static final int FIRST_HELLO = 0x0800_0100;
    private static final int VERSION = 4;
    private static final int NAME = 8;
    private static final int MAX_NAME = 16;
    private static final int FIRST_YEAR = 2018;
    private static final int LAST_YEAR = 2060;
    private static final int YEAR = 25_000;
    private static final int MONTH = 1_800;
    private static final int DAY = 50;

    private static final About ABOUT =
            About.of(AMONG_US, "Among Us")
                    .over(Transport.UDP)
                    .in("observed: the hello of Hazel networking")
                    .reads("the hello and the date in it", NAME + 1)
                    .opens(FIRST_HELLO >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() <= NAME || payload.i32(0) != FIRST_HELLO) {
            return Answer.NO;
        }
        int version = payload.i32le(VERSION);
        int year = version / YEAR;
        int month = version % YEAR / MONTH;
        int day = version % YEAR % MONTH / DAY;
        int name = payload.u8(NAME);
        boolean agrees =
                year >= FIRST_YEAR
                        && year <= LAST_YEAR
                        && month >= 1
                        && month <= 12
                        && day <= 31
                        && name >= 1
                        && name <= MAX_NAME
                        && payload.length() > NAME + name;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("among-us-hello");
        learnt.version(year + "." + month + "." + day);
        return Answer.YES;
    }
}
