package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Pulsar, by the command that opens a session or its answer (Apache Pulsar binary protocol,
/// "Framing" and "Connection establishment"). Authentication data are never learnt.
final class PulsarDissector implements Dissector {

    static final Protocol PULSAR = Protocol.named("pulsar", Category.NETWORK);

    /// Two sizes; type of the command in Protobuf, and the field that holds it.
    private static final int HEADER = 4 + 4 + 2 + 1;

    private static final int CONNECT = 0x08_0212;
    private static final int CONNECTED = 0x08_031a;
    private static final int MAX_COMMAND = 1 << 16;
    private static final int MAX_TEXT = 64;

    private static final About ABOUT =
            About.of(PULSAR, "Pulsar")
                    .over(Transport.TCP)
                    .in("Apache Pulsar binary protocol: framing, CONNECT and CONNECTED")
                    .reads("sizes and kind of the first command, and who says it", 96)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER + 3) {
            boolean possible =
                    payload.length() < 2
                            ? payload.length() < 1 || payload.u8(0) == 0
                            : payload.u16(0) == 0;
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32(0);
        int kind = payload.u24(8);
        boolean fits =
                size > HEADER
                        && size <= MAX_COMMAND
                        && payload.i32(4) == size - 4
                        && (kind == CONNECT || kind == CONNECTED);
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("pulsar-connect");
        int at = HEADER + (payload.u8(HEADER) < 0x80 ? 1 : 2);
        int text = at + 2;
        boolean named = payload.length() > text && payload.u8(at) == 0x0a;
        int length = named ? payload.u8(at + 1) : 0;
        if (length > 0 && length <= MAX_TEXT && payload.length() >= text + length) {
            String software = Text.of(payload, text, text + length);
            if (software != null) {
                learnt.software(software);
            }
        }
        return Answer.YES;
    }
}
