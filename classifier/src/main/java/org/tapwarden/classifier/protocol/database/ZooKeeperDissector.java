package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// ZooKeeper, by the request that opens a session (ZooKeeper source, `zookeeper.jute`,
/// ConnectRequest). The session's password is never learnt.
final class ZooKeeperDissector implements Dissector {

    static final Protocol ZOOKEEPER = Protocol.named("zookeeper", Category.DATABASE);

    private static final int LENGTH = 44;
    private static final int PASSWORD = 16;
    private static final int MAX_TIMEOUT = 3_600_000;

    private static final About ABOUT =
            About.of(ZOOKEEPER, "ZooKeeper")
                    .over(Transport.TCP)
                    .in("ZooKeeper, zookeeper.jute: ConnectRequest")
                    .reads("lengths, version and timeout of the request", 4 + LENGTH + 1)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                payload.length() < 4
                        ? payload.length() < 1 || payload.u8(0) == 0
                        : payload.i32(0) == LENGTH || payload.i32(0) == LENGTH + 1;
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < 4 + LENGTH) {
            return Answer.PERHAPS;
        }
        int timeout = payload.i32(16);
        boolean fits =
                payload.i32(4) == 0
                        && payload.length() <= 4 + LENGTH + 1
                        && timeout >= 100
                        && timeout <= MAX_TIMEOUT
                        && payload.i32(28) == PASSWORD;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("zookeeper-connect");
        return Answer.YES;
    }
}
