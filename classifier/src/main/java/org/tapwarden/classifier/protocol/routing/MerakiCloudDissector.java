package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// What access points of Meraki say to their cloud.
final class MerakiCloudDissector implements Dissector {

    static final Protocol MERAKI_CLOUD = Protocol.named("merakicloud", Category.NETWORK);

    private static final int MAGIC = 0xfef7_2891;
    private static final int LEAST = 16;

    private static final About ABOUT =
            About.of(MERAKI_CLOUD, "Meraki cloud")
                    .over(Transport.UDP)
                    .in("observed: four fixed bytes, two of kind, the datagram's length")
                    .reads("the first four bytes and the length", LEAST)
                    .opens(MAGIC >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean known =
                payload.length() >= LEAST
                        && payload.i32(0) == MAGIC
                        && payload.u16(6) == payload.length();
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("meraki-cloud-header");
        return Answer.YES;
    }
}
