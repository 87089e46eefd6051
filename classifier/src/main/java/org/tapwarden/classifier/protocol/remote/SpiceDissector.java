package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// SPICE, the screens of virtual machines, by the magic of a link message ("Spice protocol",
/// section 2.5).
final class SpiceDissector implements Dissector {
    static final Protocol SPICE = Protocol.named("spice", Category.REMOTE_ACCESS);

    private static final int HEADER = 16;
    private static final int MAX_SIZE = 4096;

    private static final About ABOUT =
            About.of(SPICE, "SPICE")
                    .over(Transport.TCP)
                    .in("Spice protocol 1.0, section 2.5")
                    .reads("the header of the first message: magic, version, size", HEADER)
                    .opens("REDQ");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, "REDQ");
        if (answer != Answer.YES || payload.length() < HEADER) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        int major = payload.i32le(4);
        int size = payload.i32le(12);
        if (major < 1 || major > 2 || size < 0 || size > MAX_SIZE) {
            return Answer.NO;
        }
        learnt.grounds("spice-link");
        return Answer.YES;
    }
}
