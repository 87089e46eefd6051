package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// TP-Link's Smart Home: JSON in which each byte is combined with the one before (observed). Over
/// TCP the length comes first.
final class TplinkDissector implements Dissector {

    static final Protocol TPLINK = Protocol.named("tplink_shp", Category.NETWORK);

    private static final int PORT = 9999;
    private static final int KEY = 171;
    private static final int MIN_LENGTH = 12;

    /// Names that people give, in any alphabet, come later.
    private static final int MAX_READ = 64;

    private static final About ABOUT =
            About.of(TPLINK, "TP-Link Smart Home")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: questions to plugs and lamps, and their answers")
                    .reads("the hidden JSON", MAX_READ)
                    .opens(0, KEY ^ '{');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (!payload.hasPort(PORT)) {
            return Answer.NO;
        }
        int at = payload.transport() == Transport.TCP ? 4 : 0;
        if (known < at + MIN_LENGTH) {
            boolean possible = at > 0 && (known < 1 || payload.u8(0) == 0);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        if (at > 0 && (payload.u16(0) != 0 || payload.i32(0) < MIN_LENGTH)) {
            return Answer.NO;
        }
        int key = KEY;
        int end = Math.min(known, MAX_READ);
        for (int i = at; i < end; i++) {
            int c = payload.u8(i) ^ key;
            key = payload.u8(i);
            boolean expected =
                    switch (i - at) {
                        case 0 -> c == '{';
                        case 1 -> c == '"';
                        case 2 -> c >= 'a' && c <= 'z';
                        default -> (c >= ' ' && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
                    };
            if (!expected) {
                return Answer.NO;
            }
        }
        learnt.grounds("tplink-json");
        return Answer.YES;
    }
}
