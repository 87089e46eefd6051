package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Meter-Bus that somebody tunnels through TCP or UDP, by a long frame with its sum (EN 13757-2,
/// section 5).
final class MBusDissector implements Dissector {

    static final Protocol M_BUS = Protocol.named("m-bus", Category.INDUSTRIAL);

    private static final int LONG = 0x68;
    private static final int SHORT = 0x10;
    private static final int ACKNOWLEDGE = 0xe5;
    private static final int STOP = 0x16;
    private static final int SHORT_FRAME = 5;
    private static final int HEADER = 4;
    private static final int LEAST = 3;
    private static final int MAX_SHORT = 8;
    private static final int BOUND = 512;

    private static final About ABOUT =
            About.of(M_BUS, "M-Bus")
                    .over(Transport.TCP, Transport.UDP)
                    .in("EN 13757-2, section 5")
                    .reads("a long frame: both lengths, sum and stop", BOUND)
                    .opens(LONG, SHORT, ACKNOWLEDGE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        int at = 0;
        for (int i = 0; i < MAX_SHORT && at < end; i++) {
            switch (payload.u8(at)) {
                case ACKNOWLEDGE -> at++;
                case SHORT -> {
                    if (at + SHORT_FRAME > end
                            || payload.u8(at + 4) != STOP
                            || payload.u8(at + 3)
                                    != ((payload.u8(at + 1) + payload.u8(at + 2)) & 0xff)) {
                        return Answer.NO;
                    }
                    at += SHORT_FRAME;
                }
                case LONG -> {
                    return frame(payload, at, end, learnt);
                }
                default -> {
                    return Answer.NO;
                }
            }
        }
        return at == end && end > 0 ? Answer.PERHAPS : Answer.NO;
    }

    private static Answer frame(Payload payload, int at, int end, Learnt learnt) {
        if (at + HEADER > end) {
            return payload.transport() == Transport.TCP ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.u8(at + 1);
        if (length < LEAST || payload.u8(at + 2) != length || payload.u8(at + 3) != LONG) {
            return Answer.NO;
        }
        int sumAt = at + HEADER + length;
        if (sumAt + 2 > end) {
            return payload.transport() == Transport.TCP && end < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        int sum = 0;
        for (int i = at + HEADER; i < sumAt; i++) {
            sum += payload.u8(i);
        }
        if (payload.u8(sumAt) != (sum & 0xff) || payload.u8(sumAt + 1) != STOP) {
            return Answer.NO;
        }
        learnt.grounds("m-bus-long-frame");
        return Answer.YES;
    }
}
