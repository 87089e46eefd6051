package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MQTT, by the packet with which a client connects (MQTT 5.0, section 3.1; MQTT 3.1, section 3.1).
/// Names, passwords and topics are never learnt.
final class MqttDissector implements Dissector {

    static final Protocol MQTT = Protocol.named("mqtt", Category.NETWORK);

    private static final int CONNECT = 0x10;
    private static final int MAX_LENGTH_BYTES = 4;

    private static final About ABOUT =
            About.of(MQTT, "MQTT")
                    .over(Transport.TCP)
                    .in("MQTT 5.0, section 3.1; MQTT 3.1, section 3.1")
                    .reads("the name and level of the protocol in CONNECT", 15)
                    .opens(CONNECT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != CONNECT) {
            return Answer.NO;
        }
        int known = payload.length();
        int at = 1;
        while (at < known && at < MAX_LENGTH_BYTES && payload.u8(at) >= 0x80) {
            at++;
        }
        int name = at + 1;
        if (known < name + 2) {
            return Answer.PERHAPS;
        }
        int length = payload.u16(name);
        if ((length != 4 && length != 6) || payload.u8(name + 1) == 0) {
            return Answer.NO;
        }
        int level = name + 2 + length;
        if (known <= level) {
            return payload.u8(Math.min(name + 2, known - 1)) >= 4 ? Answer.PERHAPS : Answer.NO;
        }
        String version =
                payload.hasAt(name + 2, length == 4 ? "MQTT" : "MQIsdp")
                        ? version(payload.u8(level) & 0x7f)
                        : "";
        if (version.isEmpty()) {
            return Answer.NO;
        }
        learnt.grounds("mqtt-connect");
        learnt.version(version);
        return Answer.YES;
    }

    /// A bridge sets the highest bit of the level.
    private static String version(int level) {
        return switch (level) {
            case 3 -> "3.1";
            case 4 -> "3.1.1";
            case 5 -> "5.0";
            default -> "";
        };
    }
}
