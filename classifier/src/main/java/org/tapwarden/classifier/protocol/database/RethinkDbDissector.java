package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RethinkDB, by the number with which a client opens (RethinkDB, "Writing drivers": magic numbers
/// of its versions).
final class RethinkDbDissector implements Dissector {

    static final Protocol RETHINKDB = Protocol.named("rethinkdb", Category.DATABASE);

    private static final int[] VERSIONS = {
        0x3f61_ba36, 0x7230_81e1, 0x5f75_e83e, 0x400c_2d20, 0x34c2_bdc3
    };

    private static final About ABOUT =
            About.of(RETHINKDB, "RethinkDB")
                    .over(Transport.TCP)
                    .in("RethinkDB, Writing drivers: the handshake")
                    .reads("the version's magic number", 4)
                    .opens(0x36, 0xe1, 0x3e, 0x20, 0xc3);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            return payload.length() < 1 || isLast(payload.u8(0)) ? Answer.PERHAPS : Answer.NO;
        }
        int number = payload.i32le(0);
        for (int version : VERSIONS) {
            if (version == number) {
                learnt.grounds("rethinkdb-version");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    private static boolean isLast(int first) {
        for (int version : VERSIONS) {
            if ((version & 0xff) == first) {
                return true;
            }
        }
        return false;
    }
}
