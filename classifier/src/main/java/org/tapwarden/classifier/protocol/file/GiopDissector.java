package org.tapwarden.classifier.protocol.file;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// CORBA's GIOP over TCP, over multicast (MIOP) and compressed (ZIOP), by the magic of its header
/// (OMG CORBA 3.3 part 2, sections 9.4 and 11).
final class GiopDissector implements Dissector {
    static final Protocol CORBA = Protocol.named("corba", Category.NETWORK);

    private static final int GIOP = 0x4749_4f50;
    private static final int ZIOP = 0x5a49_4f50;
    private static final int MIOP = 0x4d49_4f50;
    private static final int HEADER = 12;
    private static final int MAX_TYPE = 7;

    private static final About ABOUT =
            About.of(CORBA, "CORBA (GIOP)")
                    .over(Transport.TCP, Transport.UDP)
                    .in("OMG CORBA 3.3, part 2, sections 9.4 and 11.2")
                    .reads("the header of a message", HEADER)
                    .opens("GIOP", "ZIOP", "MIOP");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER) {
            if (payload.transport() == Transport.UDP) {
                return Answer.NO;
            }
            Answer plain = Opening.of(payload, "GIOP");
            return plain == Answer.NO && Opening.of(payload, "ZIOP") == Answer.NO
                    ? Answer.NO
                    : Answer.PERHAPS;
        }
        int magic = payload.i32(0);
        if (magic == MIOP && payload.transport() == Transport.UDP) {
            return payload.u8(4) >>> 4 == 1 ? told("miop-header", null, learnt) : Answer.NO;
        }
        if (magic != GIOP && magic != ZIOP) {
            return Answer.NO;
        }
        boolean possible = payload.u8(4) == 1 && payload.u8(5) <= 3 && payload.u8(7) <= MAX_TYPE;
        return possible ? told("giop-header", version(payload.u8(5)), learnt) : Answer.NO;
    }

    private static String version(int minor) {
        return switch (minor) {
            case 0 -> "1.0";
            case 1 -> "1.1";
            case 2 -> "1.2";
            default -> "1.3";
        };
    }

    private static Answer told(String grounds, @Nullable String version, Learnt learnt) {
        learnt.grounds(grounds);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }
}
