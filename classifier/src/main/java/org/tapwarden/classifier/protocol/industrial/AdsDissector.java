package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// ADS of Beckhoff's controllers: over TCP by the two headers whose lengths agree, over UDP by the
/// sign of its discovery (Beckhoff information system, TwinCAT ADS/AMS specification; the discovery
/// as observed).
final class AdsDissector implements Dissector {

    static final Protocol ADS = Protocol.named("beckhoffads", Category.INDUSTRIAL);

    private static final int TCP_HEADER = 6;
    private static final int HEADER = TCP_HEADER + 32;
    private static final int COMMAND = TCP_HEADER + 16;
    private static final int FLAGS = COMMAND + 2;
    private static final int LENGTH = FLAGS + 2;
    private static final int MAX_COMMAND = 9;
    private static final int ADS_COMMAND = 4;
    private static final int ANSWER = 1;
    private static final long DISCOVERY = 0x0366_1471_0000_0000L;

    private static final About ABOUT =
            About.of(ADS, "Beckhoff ADS")
                    .over(Transport.TCP, Transport.UDP)
                    .in("Beckhoff information system, TwinCAT AMS header")
                    .reads("the headers of the first message", HEADER)
                    .opens(0x00, 0x03);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            if (payload.length() < 12 || payload.i64(0) != DISCOVERY) {
                return Answer.NO;
            }
            learnt.grounds("ads-discovery");
            return Answer.YES;
        }
        if (payload.length() < 2) {
            return payload.length() == 0 || payload.u8(0) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u16(0) != 0) {
            return Answer.NO;
        }
        if (payload.length() < TCP_HEADER) {
            return Answer.PERHAPS;
        }
        int length = payload.i32le(2);
        if (length < HEADER - TCP_HEADER || length > 1 << 24) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int command = payload.u16le(COMMAND);
        int flags = payload.u16le(FLAGS);
        boolean agrees =
                command >= 1
                        && command <= MAX_COMMAND
                        && (flags | ANSWER) == (ADS_COMMAND | ANSWER)
                        && payload.i32le(LENGTH) == length - (HEADER - TCP_HEADER);
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("ads-headers");
        return Answer.YES;
    }
}
