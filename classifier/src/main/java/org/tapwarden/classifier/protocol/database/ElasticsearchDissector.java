package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Elasticsearch's transport between nodes and from old clients, by its header (Elasticsearch
/// source, `TcpHeader`: marker, length, number, status, version). Indices and documents are never
/// learnt.
final class ElasticsearchDissector implements Dissector {

    static final Protocol ELASTICSEARCH = Protocol.named("elasticsearch", Category.DATABASE);

    private static final int HEADER = 2 + 4 + 8 + 1 + 4;
    private static final int MAX_STATUS = 0x0f;
    private static final int MILLION = 1_000_000;
    private static final int MAX_LENGTH = 1 << 28;

    private static final About ABOUT =
            About.of(ELASTICSEARCH, "Elasticsearch transport")
                    .over(Transport.TCP)
                    .in("Elasticsearch, header of the transport protocol")
                    .reads("marker, length, number, status and version", HEADER)
                    .opens("ES");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean marked =
                (payload.length() < 1 || payload.u8(0) == 'E')
                        && (payload.length() < 2 || payload.u8(1) == 'S');
        if (!marked) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int length = payload.i32(2);
        int version = payload.i32(15);
        boolean fits =
                length >= HEADER - 6
                        && length < MAX_LENGTH
                        && payload.i32(6) == 0
                        && payload.u8(14) <= MAX_STATUS
                        && version >= MILLION
                        && version < 20 * MILLION;
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("elasticsearch-header");
        learnt.version(
                version / MILLION + "." + version / 10_000 % 100 + "." + version / 100 % 100);
        return Answer.YES;
    }
}
