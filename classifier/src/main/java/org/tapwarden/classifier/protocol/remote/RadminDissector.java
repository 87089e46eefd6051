package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Radmin, by a record whose checksum is right (observed: a one, a length, the sum of the content
/// as words of four bytes, the content; no public specification).
final class RadminDissector implements Dissector {
    static final Protocol RADMIN = Protocol.named("radmin", Category.REMOTE_ACCESS);

    private static final int HEADER = 9;
    private static final int MAX_CONTENT = 1024;

    private static final About ABOUT =
            About.of(RADMIN, "Radmin")
                    .over(Transport.TCP)
                    .in("observed: length and checksum of a record; no public specification")
                    .reads("the first record of either side", HEADER + MAX_CONTENT)
                    .opens(1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER) {
            boolean possible =
                    (length < 1 || payload.u8(0) == 1) && (length < 3 || payload.u16(1) == 0);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32(1);
        if (payload.u8(0) != 1 || size < 1 || size > MAX_CONTENT) {
            return Answer.NO;
        }
        if (length < HEADER + size) {
            return Answer.PERHAPS;
        }
        // Zeros sum up to zero, which is no proof.
        int sum = sum(payload, HEADER, HEADER + size);
        if (sum == 0 || sum != payload.i32(HEADER - 4)) {
            return Answer.NO;
        }
        learnt.grounds("radmin-checksum");
        return Answer.YES;
    }

    private static int sum(Payload payload, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += payload.u8(i) << (8 * (i - from & 3));
        }
        return sum;
    }
}
