package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// World of Warcraft: what client and server call to each other, and the older logon (no public
/// specification; observed).
final class WorldOfWarcraftDissector implements Dissector {

    static final Protocol WORLD_OF_WARCRAFT = Protocol.named("worldofwarcraft", Category.GAMES);

    private static final String CALL = "WORLD OF WARCRAFT CONNECTION - ";
    private static final int CALL_AT = 2;
    private static final int LOGON = 34;
    private static final int MAX_LENGTH = 64;

    private static final About ABOUT =
            About.of(WORLD_OF_WARCRAFT, "World of Warcraft")
                    .over(Transport.TCP)
                    .in("observed: the call of client and server, the logon challenge")
                    .reads("the call's words, or the game's name in a logon", MAX_LENGTH)
                    .opensBetween(0, MAX_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        // The first byte of the call is its length, or the larger half of it.
        if (payload.length() > 0 && payload.u8(0) > MAX_LENGTH) {
            return Answer.NO;
        }
        if (payload.length() < 4) {
            return Answer.PERHAPS;
        }
        int known = Math.min(payload.length() - CALL_AT, CALL.length());
        if (payload.u8(2) == 'W' && payload.hasAt(CALL_AT, CALL.substring(0, known))) {
            if (known < CALL.length()) {
                return Answer.PERHAPS;
            }
            int length = payload.u8(1) == 0 ? payload.u8(0) : payload.u16(0);
            if (length > MAX_LENGTH) {
                return Answer.NO;
            }
            learnt.grounds("wow-call");
            return Answer.YES;
        }
        if (payload.u8(0) != 0 || payload.u8(1) > 8 || payload.u8(3) != 0) {
            return Answer.NO;
        }
        if (payload.length() < LOGON) {
            return Answer.PERHAPS;
        }
        // The length covers an account's name behind the fixed fields.
        if (!payload.hasAt(4, "WoW\0") || payload.u16le(2) != 30 + payload.u8(LOGON - 1)) {
            return Answer.NO;
        }
        learnt.grounds("wow-logon");
        learnt.version(payload.u8(8) + "." + payload.u8(9) + "." + payload.u8(10));
        return Answer.YES;
    }
}
