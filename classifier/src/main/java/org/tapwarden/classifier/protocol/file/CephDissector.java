package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Ceph's messengers, by their banners (Ceph documentation, "msgr2 protocol").
final class CephDissector implements Dissector {
    static final Protocol CEPH = Protocol.named("ceph", Category.FILE_SERVICE);

    private static final String BANNER = "ceph v";
    private static final int BOUND = 9;

    private static final About ABOUT =
            About.of(CEPH, "Ceph")
                    .over(Transport.TCP)
                    .in("Ceph documentation, msgr1 and msgr2 protocol")
                    .reads("the banner of either side", BOUND)
                    .opens(BANNER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, BANNER);
        if (answer != Answer.YES || payload.length() < BOUND) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        if (payload.hasAt(BANNER.length(), "2\n")) {
            return version("2", learnt);
        }
        return payload.hasAt(BANNER.length(), "027") ? version("1", learnt) : Answer.NO;
    }

    private static Answer version(String version, Learnt learnt) {
        learnt.grounds("ceph-banner");
        learnt.version(version);
        return Answer.YES;
    }
}
