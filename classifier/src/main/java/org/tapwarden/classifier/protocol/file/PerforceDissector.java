package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Perforce, by a message with its checksum and its last words (observed: the client opens with its
/// settings as named values and the function `protocol`; Perforce publishes no specification).
final class PerforceDissector implements Dissector {
    static final Protocol PERFORCE = Protocol.named("perforce", Category.FILE_SERVICE);

    private static final int HEADER = 5;
    private static final int MAX_MESSAGE = 8192;
    private static final String END = "func\0\u0008\0\0\0protocol\0";

    private static final About ABOUT =
            About.of(PERFORCE, "Perforce")
                    .over(Transport.TCP)
                    .in(
                            "observed: checksum and length, then names and values; no public specification")
                    .reads(
                            "the first message: checksum, length, its function",
                            HEADER + MAX_MESSAGE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER) {
            return Answer.PERHAPS;
        }
        int check = payload.u8(1) ^ payload.u8(2) ^ payload.u8(3) ^ payload.u8(4);
        int size = payload.i32le(1);
        if (check != payload.u8(0) || size <= END.length() || size > MAX_MESSAGE) {
            return Answer.NO;
        }
        if (length > HEADER && (payload.u8(HEADER) < 'a' || payload.u8(HEADER) > 'z')) {
            return Answer.NO;
        }
        if (length < HEADER + size) {
            return Answer.PERHAPS;
        }
        if (!payload.hasAt(HEADER + size - END.length(), END)) {
            return Answer.NO;
        }
        learnt.grounds("perforce-protocol");
        return Answer.YES;
    }
}
