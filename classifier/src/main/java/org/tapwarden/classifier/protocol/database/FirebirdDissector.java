package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Firebird and InterBase, by the message with which a client connects (Firebird wire protocol,
/// `op_connect`). The path of the database is never learnt.
final class FirebirdDissector implements Dissector {

    static final Protocol FIREBIRD = Protocol.named("firebird", Category.DATABASE);

    private static final int CONNECT = 1;
    private static final int ATTACH = 19;
    private static final int MAX_ARCHITECTURE = 64;

    private static final About ABOUT =
            About.of(FIREBIRD, "Firebird")
                    .over(Transport.TCP)
                    .in("Firebird wire protocol: op_connect")
                    .reads("operation, its operand, version and architecture", 20)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 20) {
            boolean possible =
                    payload.length() < 4
                            ? payload.length() < 1 || payload.u8(0) == 0
                            : payload.i32(0) == CONNECT;
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int version = payload.i32(8);
        int path = payload.i32(16);
        boolean fits =
                payload.i32(0) == CONNECT
                        && payload.i32(4) == ATTACH
                        && (version == 2 || version == 3)
                        && payload.i32(12) > 0
                        && payload.i32(12) < MAX_ARCHITECTURE
                        && path >= 0
                        && path < 4_096;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("firebird-connect");
        return Answer.YES;
    }
}
