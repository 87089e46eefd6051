package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// ClickHouse's native protocol, by the name in either side's hello (ClickHouse documentation,
/// "Native protocol: client packets"). User and database are never learnt.
final class ClickHouseDissector implements Dissector {

    static final Protocol CLICKHOUSE = Protocol.named("clickhouse", Category.DATABASE);

    private static final String NAME = "ClickHouse";

    private static final About ABOUT =
            About.of(CLICKHOUSE, "ClickHouse")
                    .over(Transport.TCP)
                    .in("ClickHouse documentation, native protocol: Hello")
                    .reads("kind, length and name of either side's hello", 66)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != 0) {
            return Answer.NO;
        }
        if (payload.length() < 2 + NAME.length()) {
            return payload.length() < 3 || payload.u8(2) == 'C' ? Answer.PERHAPS : Answer.NO;
        }
        int length = payload.u8(1);
        if (length < NAME.length() || length > 64 || !payload.hasAt(2, NAME)) {
            return Answer.NO;
        }
        learnt.grounds("clickhouse-hello");
        String software = Text.of(payload, 2, Math.min(payload.length(), 2 + length));
        if (software != null) {
            learnt.software(software);
        }
        return Answer.YES;
    }
}
