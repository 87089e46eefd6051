package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Couchbase's key-value protocol, by the client's HELLO (Couchbase binary protocol, 0x1f), which
/// plain Memcached does not know.
final class CouchbaseDissector implements Dissector {

    static final Protocol COUCHBASE = Protocol.named("couchbase", Category.DATABASE);

    private static final int HEADER = 24;
    private static final int REQUEST = 0x80;
    private static final int HELLO = 0x1f;

    private static final About ABOUT =
            About.of(COUCHBASE, "Couchbase")
                    .over(Transport.TCP)
                    .in("Couchbase memcached binary protocol: HELLO (0x1f)")
                    .reads("the header of the client's hello", HEADER)
                    .opens(REQUEST);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == REQUEST)
                        && (payload.length() < 2 || payload.u8(1) == HELLO);
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int key = payload.u16(2);
        int body = payload.i32(8);
        boolean fits =
                key <= 512
                        && payload.i32(4) == 0
                        && body >= key
                        && body - key <= 128
                        && (body - key) % 2 == 0
                        && payload.i64(16) == 0;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("couchbase-hello");
        return Answer.YES;
    }
}
