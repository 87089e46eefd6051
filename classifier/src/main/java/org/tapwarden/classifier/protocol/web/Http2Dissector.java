package org.tapwarden.classifier.protocol.web;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// HTTP/2 in clear, by what a client says before its first frame (RFC 9113, section 3.4).
final class Http2Dissector implements Dissector {

    static final Protocol HTTP2 = Protocol.named("http2", Category.WEB);

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final About ABOUT =
            About.of(HTTP2, "HTTP/2 in clear")
                    .over(Transport.TCP)
                    .in("RFC 9113, section 3.4")
                    .reads("the connection preface", PREFACE.length())
                    .opens(PREFACE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), PREFACE.length());
        for (int i = 0; i < known; i++) {
            if (payload.u8(i) != PREFACE.charAt(i)) {
                return Answer.NO;
            }
        }
        if (known < PREFACE.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("http2-preface");
        learnt.version("2");
        return Answer.YES;
    }
}
