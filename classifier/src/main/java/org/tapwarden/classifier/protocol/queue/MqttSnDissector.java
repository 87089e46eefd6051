package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MQTT-SN, by a CONNECT and the CONNACK that answers it (MQTT-SN 1.2, sections 5.4.4 and 5.4.5).
final class MqttSnDissector implements Dissector {

    static final Protocol MQTT_SN = Protocol.named("mqtt-sn", Category.NETWORK);

    private static final int CONNECT = 4;
    private static final int CONNACK = 5;
    private static final int FIXED = 6;
    private static final int MAX_NAME = 23;

    private static final About ABOUT =
            About.of(MQTT_SN, "MQTT-SN")
                    .over(Transport.UDP)
                    .in("MQTT-SN 1.2, sections 5.4.4 and 5.4.5")
                    .reads("length, kind and client of CONNECT, and its answer", FIXED + MAX_NAME)
                    .byShape()
                    .opens(3)
                    .opensBetween(FIXED + 1, FIXED + MAX_NAME);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 3 || payload.u8(0) != length || length > FIXED + MAX_NAME) {
            return Answer.NO;
        }
        if (payload.direction() == Direction.FROM_DESTINATION) {
            boolean answers =
                    payload.remembered() == CONNECT
                            && length == 3
                            && payload.u8(1) == CONNACK
                            && payload.u8(2) <= 3;
            if (!answers) {
                return Answer.NO;
            }
            learnt.grounds("mqtt-sn-connack");
            return Answer.YES;
        }
        if (length <= FIXED || payload.u8(1) != CONNECT || payload.u8(3) != 1) {
            return Answer.NO;
        }
        for (int i = FIXED; i < length; i++) {
            if (payload.u8(i) <= ' ' || payload.u8(i) > '~') {
                return Answer.NO;
            }
        }
        // Only two of the flags belong to CONNECT.
        if ((payload.u8(2) & 0xf3) != 0) {
            return Answer.NO;
        }
        learnt.remember(CONNECT);
        return Answer.PERHAPS;
    }
}
