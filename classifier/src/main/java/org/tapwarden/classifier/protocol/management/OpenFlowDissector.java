package org.tapwarden.classifier.protocol.management;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// OpenFlow between a switch and its controller: both sides start with a hello (OpenFlow Switch
/// Specification 1.3, sections 7.1 and 7.5.1). One that lists versions convinces alone, bare ones
/// only of both sides.
final class OpenFlowDissector implements Dissector {

    static final Protocol OPENFLOW = Protocol.named("openflow", Category.NETWORK);

    private static final int PORT = 6653;
    private static final int OLD_PORT = 6633;

    private static final int HEADER = 8;
    private static final int MAX_HELLO = 64;
    private static final int LAST_VERSION = 6;
    private static final int VERSION_BITMAP = 1;

    private static final About ABOUT =
            About.of(OPENFLOW, "OpenFlow")
                    .over(Transport.TCP)
                    .in("OpenFlow Switch Specification 1.3, sections 7.1 and 7.5.1")
                    .reads("the hello of one side with versions, or of both", HEADER + 4)
                    .byShape()
                    .opensBetween(1, LAST_VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        int version = payload.u8(0);
        if (version < 1 || version > LAST_VERSION) {
            return Answer.NO;
        }
        int side = payload.direction() == Direction.FROM_SOURCE ? 1 : 2;
        if (payload.length() < HEADER) {
            if (payload.remembered() != 0) {
                learnt.remember(payload.remembered());
            }
            return Answer.PERHAPS;
        }
        int size = payload.u16(2);
        if (payload.u8(1) != 0 || size < HEADER || size > MAX_HELLO || size % 8 != 0) {
            return Answer.NO;
        }
        boolean home = payload.hasPort(PORT) || payload.hasPort(OLD_PORT);
        boolean other = payload.remembered() == 3 - side;
        if (size == HEADER ? !(home && other) : !listsVersions(payload)) {
            boolean waits = home && (size == HEADER || payload.length() < HEADER + 4);
            if (!waits) {
                return Answer.NO;
            }
            learnt.remember(other ? 3 - side : side);
            return Answer.PERHAPS;
        }
        learnt.grounds("openflow-hello");
        return Answer.YES;
    }

    private static boolean listsVersions(Payload payload) {
        return payload.length() >= HEADER + 4
                && payload.u16(HEADER) == VERSION_BITMAP
                && payload.u16(HEADER + 2) >= 8
                && payload.u16(HEADER + 2) <= payload.u16(2) - HEADER;
    }
}
