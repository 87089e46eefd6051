package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Hadoop's remote procedure calls, by the header of a connection (Apache Hadoop, `RpcConstants`
/// and `Server`; HBase differs in its magic).
final class HadoopDissector implements Dissector {
    static final Protocol HADOOP = Protocol.named("hadoop-rpc", Category.FILE_SERVICE);

    private static final int HEADER = 7;
    private static final int SASL = 0xdf;

    private static final About ABOUT =
            About.of(HADOOP, "Hadoop RPC")
                    .over(Transport.TCP)
                    .in("Apache Hadoop, RpcConstants, version 9 of the connection header")
                    .reads("the header of a connection", HEADER)
                    .opens("hrpc");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, "hrpc");
        if (answer != Answer.YES || payload.length() < HEADER) {
            return answer == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        int version = payload.u8(4);
        int authentication = payload.u8(6);
        if (version < 3
                || version > 12
                || (authentication != 0 && authentication != SASL && version > 7)) {
            return Answer.NO;
        }
        learnt.grounds("hadoop-header");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }
}
