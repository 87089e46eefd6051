package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Ice of ZeroC, by the header of a message (Ice manual, "Protocol Messages").
final class IceDissector implements Dissector {
    static final Protocol ICE = Protocol.named("zeroc-ice", Category.NETWORK);

    private static final int HEADER = 14;
    private static final int MAGIC = 0x4963_6550;
    private static final int MAX_TYPE = 4;
    private static final int MAX_COMPRESSION = 2;
    private static final int MAX_SIZE = 1 << 24;

    private static final About ABOUT =
            About.of(ICE, "ZeroC Ice")
                    .over(Transport.TCP, Transport.UDP)
                    .in("Ice manual, Protocol Messages")
                    .reads("the header of a message", HEADER)
                    .opens("IceP");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER) {
            return payload.transport() == Transport.UDP ? Answer.NO : again(payload);
        }
        int size = payload.i32le(10);
        boolean agrees =
                payload.i32(0) == MAGIC
                        && payload.u8(4) == 1
                        && payload.u8(6) == 1
                        && payload.u8(8) <= MAX_TYPE
                        && payload.u8(9) <= MAX_COMPRESSION
                        && size >= HEADER
                        && size <= MAX_SIZE;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("ice-header");
        return Answer.YES;
    }

    private static Answer again(Payload payload) {
        return Opening.of(payload, "IceP") == Answer.NO ? Answer.NO : Answer.PERHAPS;
    }
}
