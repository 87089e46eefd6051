package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// XDMCP, which asks for a screen's login, by opcode and length on its port (X Display Manager
/// Control Protocol, section 4).
final class XdmcpDissector implements Dissector {
    static final Protocol XDMCP = Protocol.named("xdmcp", Category.REMOTE_ACCESS);

    private static final int PORT = 177;
    private static final int HEADER = 6;
    private static final int LAST = 13;

    private static final About ABOUT =
            About.of(XDMCP, "XDMCP")
                    .over(Transport.UDP)
                    .in("X Display Manager Control Protocol, version 1.1, section 4")
                    .reads("version, opcode and length, on port 177", HEADER)
                    .byShape()
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT) || length < HEADER + 1 || payload.u16(0) != 1) {
            return Answer.NO;
        }
        int opcode = payload.u16(2);
        if (opcode < 1 || opcode > LAST || payload.u16(4) != length - HEADER) {
            return Answer.NO;
        }
        learnt.grounds("xdmcp-header");
        return Answer.YES;
    }
}
