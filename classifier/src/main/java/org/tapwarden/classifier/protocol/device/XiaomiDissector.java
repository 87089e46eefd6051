package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Xiaomi: the push channel of its phones, by head and domain of the hello, and what its home
/// equipment speaks, by a head with the datagram's length (both observed).
final class XiaomiDissector implements Dissector {

    static final Protocol XIAOMI = Protocol.named("xiaomi", Category.NETWORK);

    private static final int PUSH = 0xc2fe_0005;
    private static final int PUSH_HEADER = 16;
    private static final String DOMAIN = "\u001a\nxiaomi.com";

    private static final int HOME_PORT = 54_321;
    private static final int HOME = 0x2131;
    private static final int HOME_HEADER = 32;

    private static final About ABOUT =
            About.of(XIAOMI, "Xiaomi (push and home equipment)")
                    .over(Transport.TCP, Transport.UDP)
                    .in("observed: hello of the push channel; miIO datagrams")
                    .reads("head, length and domain", 64)
                    .opens(0xc2, HOME >> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        return payload.transport() == Transport.TCP ? push(payload, learnt) : home(payload, learnt);
    }

    private static Answer push(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known < 4) {
            return known == 0 || payload.u8(0) == 0xc2 ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.i32(0) != PUSH) {
            return Answer.NO;
        }
        int from = PUSH_HEADER + 2;
        if (known < from + DOMAIN.length()) {
            return Answer.PERHAPS;
        }
        if (!payload.hasAt(from, DOMAIN) || payload.i32(4) < DOMAIN.length()) {
            return Answer.NO;
        }
        learnt.grounds("xiaomi-push");
        return Answer.YES;
    }

    /// Length of all, zeros or ones, the device, a time; a greeting is ones to its end.
    private static Answer home(Payload payload, Learnt learnt) {
        int length = payload.length();
        boolean agrees =
                length >= HOME_HEADER
                        && payload.u16(0) == HOME
                        && payload.u16(2) == length
                        && payload.hasPort(HOME_PORT)
                        && (payload.i32(4) == 0 || payload.i64(4) == -1L);
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("xiaomi-home");
        return Answer.YES;
    }
}
