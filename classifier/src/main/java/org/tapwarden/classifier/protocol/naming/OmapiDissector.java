package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// OMAPI, with which ISC's DHCP server is asked and changed: each side starts with the protocol's
/// version and the length of headers.
final class OmapiDissector implements Dissector {

    static final Protocol OMAPI = Protocol.named("omapi", Category.NETWORK);

    private static final int VERSION = 100;
    private static final int HEADER = 24;

    private static final About ABOUT =
            About.of(OMAPI, "OMAPI")
                    .over(Transport.TCP)
                    .in("ISC DHCP documentation, omapi(3): version 100, headers of 24 bytes")
                    .reads("version and header length", 8)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 8) {
            boolean could = payload.length() < 4 || payload.i32(0) == VERSION;
            return could && (payload.length() < 1 || payload.u8(0) == 0)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (payload.i32(0) != VERSION || payload.i32(4) != HEADER) {
            return Answer.NO;
        }
        learnt.grounds("omapi-start");
        return Answer.YES;
    }
}
