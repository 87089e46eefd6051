package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// What Nest's thermostats and detectors send home, by a header of Weave with two node identifiers
/// that begin with Nest's own prefix (OpenWeave, `WeaveMessageLayer.h`).
final class NestDissector implements Dissector {

    static final Protocol NEST = Protocol.named("nestlogsink", Category.NETWORK);

    /// Length of what follows, version 1 with both nodes named, number, sender, receiver.
    private static final int FLAGS = 2;

    private static final int SOURCE = 8;
    private static final int DESTINATION = 16;
    private static final int HEADER = 24;
    private static final int BOTH_NODES = 0x1300;
    private static final int FLAGS_THAT_COUNT = 0xf300;

    /// 18:B4:30, Nest's prefix of hardware addresses.
    private static final int PREFIX = 0x18_b430;

    private static final About ABOUT =
            About.of(NEST, "Nest (Weave)")
                    .over(Transport.TCP)
                    .in("OpenWeave, message layer")
                    .reads("flags and both node identifiers", HEADER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known < 4) {
            return Answer.PERHAPS;
        }
        if ((payload.u16le(FLAGS) & FLAGS_THAT_COUNT) != BOTH_NODES) {
            return Answer.NO;
        }
        if (known < HEADER) {
            return Answer.PERHAPS;
        }
        if (prefix(payload, SOURCE) != PREFIX
                || prefix(payload, DESTINATION) != PREFIX
                || payload.u16le(0) < HEADER - 2) {
            return Answer.NO;
        }
        learnt.grounds("weave-header");
        return Answer.YES;
    }

    /// The upper three of eight bytes.
    private static int prefix(Payload payload, int at) {
        return payload.i32le(at + 4) >>> 8;
    }
}
