package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WhatsApp's own transport, by the client's prologue: `WA`, two version numbers, and the first
/// message with its length. It may be preceded by `ED` and where to route it.
final class WhatsAppDissector implements Dissector {

    static final Protocol WHATSAPP = Protocol.named("whatsapp", Category.SOCIAL);

    private static final int MAX_VERSION = 15;
    private static final int MAX_FIRST = 4_096;
    private static final int MAX_ROUTE = 64;

    /// A list of the format used until about 2017, or the field of a hello in Protobuf.
    private static final int OLD_LIST = 0xf8;

    private static final int CLIENT_HELLO = 0x12;

    private static final About ABOUT =
            About.of(WHATSAPP, "WhatsApp")
                    .over(Transport.TCP)
                    .in("observed: the client's prologue and its first message")
                    .reads("WA, versions, length and kind of the first message", 96)
                    .opens("WA", "ED");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 2) {
            boolean possible = payload.length() < 1 || payload.u8(0) == 'W' || payload.u8(0) == 'E';
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.hasAt(0, "WA")) {
            return prologue(payload, 0, learnt);
        }
        if (!payload.hasAt(0, "ED")) {
            return Answer.NO;
        }
        if (payload.length() < 7) {
            return Answer.PERHAPS;
        }
        int route = payload.u24(4);
        if (payload.u16(2) != 1 || route > MAX_ROUTE) {
            return Answer.NO;
        }
        return prologue(payload, 7 + route, learnt);
    }

    private static Answer prologue(Payload payload, int at, Learnt learnt) {
        if (payload.length() < at + 8) {
            return Answer.PERHAPS;
        }
        int first = payload.u24(at + 4);
        int kind = payload.u8(at + 7);
        boolean fits =
                payload.hasAt(at, "WA")
                        && payload.u8(at + 2) <= MAX_VERSION
                        && payload.u8(at + 3) <= MAX_VERSION
                        && first > 2
                        && first <= MAX_FIRST
                        && (kind == OLD_LIST || kind == CLIENT_HELLO);
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("whatsapp-prologue");
        return Answer.YES;
    }
}
