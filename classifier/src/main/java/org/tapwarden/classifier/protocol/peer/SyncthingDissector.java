package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Syncthing, by how its devices announce themselves to their neighbours, and by its relays (Local
/// Discovery Protocol v4, Relay Protocol v1).
final class SyncthingDissector implements Dissector {

    private static final Protocol SYNCTHING =
            Protocol.named("syncthing", Category.FILE_STORAGE_PASTE);

    private static final int ANNOUNCEMENT = 0x2ea7_d90b;

    /// A device's identifier as the first field, 32 bytes.
    private static final int IDENTIFIER = 0x0a20;

    private static final int RELAY = 0x9e79_bc40;
    private static final int MAX_RELAY_TYPE = 7;
    private static final int MAX_RELAY_LENGTH = 1_024;
    private static final int HEADER = 12;

    private static final About ABOUT =
            About.of(SYNCTHING, "Syncthing")
                    .over(Transport.UDP, Transport.TCP)
                    .in("Syncthing, Local Discovery Protocol v4; Relay Protocol v1")
                    .reads("the magic number of an announcement or of a relay's message", HEADER)
                    .opens(ANNOUNCEMENT >>> 24, RELAY >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        int length = payload.length();
        if (length > 0 && payload.u8(0) != (stream ? RELAY : ANNOUNCEMENT) >>> 24) {
            return Answer.NO;
        }
        if (length < HEADER) {
            boolean may = stream && (length < 4 || payload.i32(0) == RELAY);
            return may ? Answer.PERHAPS : Answer.NO;
        }
        int magic = payload.i32(0);
        if (stream ? magic != RELAY || !isRelayed(payload) : magic != ANNOUNCEMENT) {
            return Answer.NO;
        }
        if (!stream && payload.u16(4) != IDENTIFIER) {
            return Answer.NO;
        }
        learnt.grounds(stream ? "syncthing-relay" : "syncthing-announcement");
        return Answer.YES;
    }

    private static boolean isRelayed(Payload payload) {
        int type = payload.i32(4);
        int length = payload.i32(8);
        return type >= 0 && type <= MAX_RELAY_TYPE && length >= 0 && length <= MAX_RELAY_LENGTH;
    }
}
