package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// What HAProxy and others put before a forwarded connection, in words or in bytes (HAProxy, "The
/// PROXY protocol", sections 2.1 and 2.2), and the TLS behind it.
final class ProxyHeaderDissector implements Dissector {
    static final Protocol HAPROXY = Protocol.named("haproxy", Category.NETWORK);

    private static final String WORDS = "PROXY ";
    private static final String BYTES = "\r\n\r\n\0\r\nQUIT\n";
    private static final int LONGEST_LINE = 107;
    private static final int FIXED = 16;

    private static final About ABOUT =
            About.of(HAPROXY, "PROXY protocol")
                    .over(Transport.TCP)
                    .in("HAProxy, The PROXY protocol, sections 2.1 and 2.2")
                    .reads("the header, and the client's hello behind it", Payload.MAX_LOOKED_AT)
                    .opens(WORDS, BYTES);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer words = Opening.of(payload, WORDS);
        if (words == Answer.YES) {
            return words(payload, learnt);
        }
        Answer bytes = Opening.of(payload, BYTES);
        if (bytes != Answer.YES || payload.length() < FIXED) {
            return words == Answer.NO && bytes == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        if (payload.u8(12) != 0x20 && payload.u8(12) != 0x21) {
            return Answer.NO;
        }
        return told(payload, FIXED + payload.u16(14), "2", learnt);
    }

    private static Answer words(Payload payload, Learnt learnt) {
        int from = WORDS.length();
        int end = Math.min(payload.length(), LONGEST_LINE);
        int lineEnd = HttpHead.lineEnd(payload, from, end);
        if (lineEnd < 0) {
            return end == LONGEST_LINE ? Answer.NO : Answer.PERHAPS;
        }
        boolean known =
                payload.hasAt(from, "TCP4 ")
                        || payload.hasAt(from, "TCP6 ")
                        || payload.hasAt(from, "UNKNOWN");
        if (!known || payload.u8(lineEnd - 1) != '\r') {
            return Answer.NO;
        }
        return told(payload, lineEnd + 1, "1", learnt);
    }

    private static Answer told(Payload payload, int behind, String version, Learnt learnt) {
        Answer inner = Answer.YES_MORE;
        if (behind < payload.length()) {
            inner = InnerTls.look(payload, behind, learnt);
        }
        learnt.grounds("proxy-header");
        learnt.version(version);
        return inner == Answer.NO || inner == Answer.YES ? Answer.YES : Answer.YES_MORE;
    }
}
