package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// OpenWire of ActiveMQ, by the command in which both sides tell their format (Apache ActiveMQ,
/// "OpenWire version 2 specification", WireFormatInfo).
final class OpenWireDissector implements Dissector {

    static final Protocol OPENWIRE = Protocol.named("openwire", Category.NETWORK);

    private static final int FORMAT = 1;
    private static final String MAGIC = "ActiveMQ";

    private static final About ABOUT =
            About.of(OPENWIRE, "OpenWire (ActiveMQ)")
                    .over(Transport.TCP)
                    .in("Apache ActiveMQ, OpenWire specification: WireFormatInfo")
                    .reads("size, kind and magic", 13)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == 0)
                        && (payload.length() < 2 || payload.u16(0) == 0)
                        && (payload.length() < 5 || payload.u8(4) == FORMAT);
        if (!possible) {
            return Answer.NO;
        }
        if (payload.length() < 5 + MAGIC.length()) {
            return payload.length() < 6 || payload.u8(5) == 'A' ? Answer.PERHAPS : Answer.NO;
        }
        if (!payload.hasAt(5, MAGIC)) {
            return Answer.NO;
        }
        learnt.grounds("openwire-format");
        return Answer.YES;
    }
}
