package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Tarantool, by the server's greeting (Tarantool binary protocol, "Greeting packet").
final class TarantoolDissector implements Dissector {

    static final Protocol TARANTOOL = Protocol.named("tarantool", Category.DATABASE);

    private static final String START = "Tarantool ";
    private static final int LINE = 64;

    private static final About ABOUT =
            About.of(TARANTOOL, "Tarantool")
                    .over(Transport.TCP)
                    .in("Tarantool binary protocol: greeting packet")
                    .reads("the first line of the greeting", LINE)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), START.length());
        if ((known > 0 && payload.u8(0) != 'T') || !payload.hasAt(0, START.substring(0, known))) {
            return Answer.NO;
        }
        if (payload.length() < LINE) {
            return Answer.PERHAPS;
        }
        if (payload.u8(LINE - 1) != '\n') {
            return Answer.NO;
        }
        learnt.grounds("tarantool-greeting");
        int end = START.length();
        while (end < LINE && payload.u8(end) > ' ' && payload.u8(end) != '(') {
            end++;
        }
        String software = Text.of(payload, 0, end);
        if (software != null) {
            learnt.software(software);
        }
        return Answer.YES;
    }
}
