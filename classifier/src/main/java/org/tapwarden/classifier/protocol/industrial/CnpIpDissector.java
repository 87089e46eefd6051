package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// LonWorks over IP, by the common header (ISO/IEC 14908-4, section 8).
final class CnpIpDissector implements Dissector {

    static final Protocol CNP_IP = Protocol.named("cnp-ip", Category.INDUSTRIAL);

    private static final int DATA_PORT = 1628;
    private static final int CONFIGURATION_PORT = 1629;
    private static final int HEADER = 20;

    private static final About ABOUT =
            About.of(CNP_IP, "LonWorks over IP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("ISO/IEC 14908-4, section 8")
                    .reads("the common header and its length", HEADER)
                    .byShape()
                    .opensBetween(0, Payload.MAX_LOOKED_AT >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(DATA_PORT) && !payload.hasPort(CONFIGURATION_PORT)) {
            return Answer.NO;
        }
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < HEADER) {
            boolean begins = payload.length() == 0 || payload.u8(0) <= Payload.MAX_LOOKED_AT >>> 8;
            return stream && begins ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.u16(0);
        int extension = 4 * payload.u8(4);
        boolean agrees =
                length >= HEADER + extension
                        && length <= payload.length()
                        && (stream || length == payload.length())
                        && payload.u8(2) == 1
                        && isType(payload.u8(3))
                        && payload.u16(6) == 0;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("cnp-ip-header");
        return Answer.YES;
    }

    /// Data, acknowledgements, and what configures members of a channel.
    private static boolean isType(int type) {
        return (type >= 1 && type <= 8) || (type >= 0x60 && type <= 0x7f);
    }
}
