package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WS-Discovery, which finds printers, scanners and cameras: a SOAP envelope in one datagram that
/// names the namespace of discovery.
final class WsDiscoveryDissector implements Dissector {

    static final Protocol WSD = Protocol.named("wsd", Category.NETWORK);

    private static final int MAX_SEARCHED = 2048;

    /// The one of 2005, which Windows and cameras use, and OASIS's.
    private static final String[] NAMESPACES = {
        "schemas.xmlsoap.org/ws/2005/04/discovery", "docs.oasis-open.org/ws-dd/ns/discovery"
    };

    private static final String ENVELOPE = "Envelope";
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private static final About ABOUT =
            About.of(WSD, "WS-Discovery")
                    .over(Transport.UDP)
                    .in("OASIS WS-Discovery 1.1, section 3; WS-Discovery, April 2005")
                    .reads("a SOAP envelope with the namespace of discovery", MAX_SEARCHED)
                    .opens(BYTE_ORDER_MARK, "<");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_SEARCHED);
        if (end < 100 || !isXml(payload)) {
            return Answer.NO;
        }
        boolean envelope = false;
        for (int at = 1; at < end; at++) {
            switch (payload.u8(at)) {
                case 'E' -> envelope |= isWhole(payload, at, end, ENVELOPE);
                case 's' -> {
                    if (envelope && isWhole(payload, at, end, NAMESPACES[0])) {
                        return yes(learnt);
                    }
                }
                case 'd' -> {
                    if (envelope && isWhole(payload, at, end, NAMESPACES[1])) {
                        return yes(learnt);
                    }
                }
                default -> {}
            }
        }
        return Answer.NO;
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("ws-discovery-envelope");
        return Answer.YES;
    }

    private static boolean isXml(Payload payload) {
        int at = payload.hasAt(0, BYTE_ORDER_MARK) ? 3 : 0;
        int second = payload.u8(at + 1);
        boolean name = second == '?' || ((second | 0x20) >= 'a' && (second | 0x20) <= 'z');
        return payload.u8(at) == '<' && name;
    }

    private static boolean isWhole(Payload payload, int at, int end, String word) {
        return at + word.length() <= end && payload.hasAt(at, word);
    }
}
