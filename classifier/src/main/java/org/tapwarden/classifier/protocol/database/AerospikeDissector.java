package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Aerospike, by the header of an information request or a message whose size is right (Aerospike
/// wire protocol).
final class AerospikeDissector implements Dissector {

    static final Protocol AEROSPIKE = Protocol.named("aerospike", Category.DATABASE);

    private static final int VERSION = 2;
    private static final int INFORMATION = 1;
    private static final int MESSAGE = 3;
    private static final int MESSAGE_HEADER = 22;

    private static final About ABOUT =
            About.of(AEROSPIKE, "Aerospike")
                    .over(Transport.TCP)
                    .in("Aerospike wire protocol: proto header, info and message")
                    .reads("version, kind and size; the names asked for", 256)
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == VERSION)
                        && (payload.length() < 2
                                || payload.u8(1) == INFORMATION
                                || payload.u8(1) == MESSAGE)
                        && (payload.length() < 5 || payload.u24(2) == 0);
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < 12) {
            return Answer.PERHAPS;
        }
        int size = payload.u24(5);
        boolean fits =
                payload.u8(1) == MESSAGE
                        ? payload.u8(8) == MESSAGE_HEADER && size >= MESSAGE_HEADER
                        : isText(payload, size);
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("aerospike-header");
        return Answer.YES;
    }

    /// Names and values, which are ASCII and end with a line feed.
    private static boolean isText(Payload payload, int size) {
        int end = Math.min(Math.min(payload.length(), 256), 8 + size);
        for (int i = 8; i < end; i++) {
            int c = payload.u8(i);
            if (c != '\n' && c != '\t' && (c < ' ' || c > '~')) {
                return false;
            }
        }
        return size >= 4 && (end < 8 + size || payload.u8(end - 1) == '\n');
    }
}
