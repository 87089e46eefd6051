package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RTPS, the wire protocol of DDS, by its header (OMG DDSI-RTPS 2.5, section 9.4.4).
final class RtpsDissector implements Dissector {

    static final Protocol RTPS = Protocol.named("rtps", Category.INDUSTRIAL);

    private static final int HEADER = 16;
    private static final int MAX_MAJOR = 2;
    private static final int MAX_MINOR = 9;

    private static final About ABOUT =
            About.of(RTPS, "RTPS (DDS)")
                    .over(Transport.UDP, Transport.TCP)
                    .in("OMG DDSI-RTPS 2.5, section 9.4.4")
                    .reads("the sign and the version", HEADER)
                    .opens("RTPS");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return payload.transport() == Transport.TCP
                            && payload.hasAt(0, "RTPS".substring(0, Math.min(payload.length(), 4)))
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (!payload.hasAt(0, "RTPS") && !payload.hasAt(0, "RTPX")) {
            return Answer.NO;
        }
        int major = payload.u8(4);
        int minor = payload.u8(5);
        if (major < 1 || major > MAX_MAJOR || minor > MAX_MINOR) {
            return Answer.NO;
        }
        learnt.grounds("rtps-header");
        learnt.version(major + "." + minor);
        return Answer.YES;
    }
}
