package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// HBase, by the preamble of a connection (Apache HBase reference guide, appendix "HBase RPC").
final class HbaseDissector implements Dissector {
    static final Protocol HBASE = Protocol.named("hbase", Category.DATABASE);

    private static final int PREAMBLE = 6;

    /// Simple, Kerberos, digest.
    private static final int FIRST_WAY = 0x50;

    private static final int LAST_WAY = 0x52;

    private static final About ABOUT =
            About.of(HBASE, "HBase")
                    .over(Transport.TCP)
                    .in("Apache HBase reference guide, 0.95 RPC specification")
                    .reads("the preamble of a connection", PREAMBLE)
                    .opens("HBas");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, "HBas");
        if (answer != Answer.YES || payload.length() < PREAMBLE) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        int way = payload.u8(5);
        if (payload.u8(4) != 0 || way < FIRST_WAY || way > LAST_WAY) {
            return Answer.NO;
        }
        learnt.grounds("hbase-preamble");
        return Answer.YES;
    }
}
