package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// How Ubiquiti's equipment is found: a question, or an answer whose fields fill it to the last
/// byte (observed).
final class UbiquitiDissector implements Dissector {

    static final Protocol UBIQUITI = Protocol.named("ubntac2", Category.NETWORK);

    private static final int PORT = 10_001;
    private static final int HEADER = 4;
    private static final int FIRMWARE = 0x03;
    private static final int MAX_TYPE = 0x60;

    private static final About ABOUT =
            About.of(UBIQUITI, "Ubiquiti discovery")
                    .over(Transport.UDP)
                    .in("observed: discovery of access points and gateways")
                    .reads("length and fields", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .opens(1, 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (!payload.hasPort(PORT)
                || length < HEADER
                || payload.u8(0) < 1
                || payload.u8(0) > 2
                || payload.u8(1) > 0x10
                || payload.u16(2) != length - HEADER) {
            return Answer.NO;
        }
        int at = HEADER;
        int fields = 0;
        while (at + 3 <= length && payload.u8(at) >= 1 && payload.u8(at) <= MAX_TYPE) {
            at += 3 + payload.u16(at + 1);
            fields++;
        }
        // A question has no fields, and the same four bytes each time.
        boolean question = length == HEADER && payload.u8(1) <= 8;
        if (!question && (at != length || fields < 2)) {
            return Answer.NO;
        }
        learnt.grounds("ubiquiti-discovery");
        learnt.version(Integer.toString(payload.u8(0)));
        if (learnt.wantsSoftware()) {
            firmware(payload, length, learnt);
        }
        return Answer.YES;
    }

    private static void firmware(Payload payload, int length, Learnt learnt) {
        int at = HEADER;
        while (at + 3 <= length) {
            int end = at + 3 + payload.u16(at + 1);
            if (payload.u8(at) == FIRMWARE && end <= length) {
                String text = Text.of(payload, at + 3, end);
                if (text != null) {
                    learnt.software(text);
                }
                return;
            }
            at = end;
        }
    }
}
