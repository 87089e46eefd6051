package org.tapwarden.classifier.protocol.naming;

import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// Link-local multicast name resolution (RFC 4795). Whoever answers says its own name, or lies.
final class LlmnrDissector implements Dissector {

    private static final int PORT = 5355;
    private static final int LENGTH = 2;

    private static final About ABOUT =
            About.of(Protocol.LLMNR, "LLMNR")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 4795, section 2.1")
                    .reads("header and question", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .atHome(5355);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Said to everybody.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT)) {
            return Answer.NO;
        }
        // Answers that fit no datagram come over TCP, behind their length (RFC 4795, section 2.1).
        boolean stream = payload.transport() == Transport.TCP;
        int from = stream ? LENGTH : 0;
        int length = payload.length();
        if (stream && length < LENGTH + DnsMessage.HEADER) {
            return Answer.PERHAPS;
        }
        if (!hasHeader(payload, from)) {
            return Answer.NO;
        }
        int end = stream ? LENGTH + payload.u16(0) : length;
        if (end > length) {
            return Answer.PERHAPS;
        }
        DnsMessage message = DnsMessage.read(payload, from, end);
        if (message == null || !message.asks() || message.questionClass() != 1) {
            return Answer.NO;
        }
        learnt.grounds(message.isResponse() ? "llmnr-response" : "llmnr-query");
        boolean announces =
                learnt.wantsAnnouncements() && message.isResponse() && message.records() > 0;
        if (learnt.wantsQuestion()) {
            learnt.question(message.question());
        }
        if (announces) {
            learnt.tell(new Telling.NameAnnounced(message.question(), Protocol.LLMNR));
            Telling.NameAnswered answered = message.answered(Protocol.LLMNR);
            if (answered != null) {
                learnt.tell(answered);
            }
        }
        return stream ? Answer.YES : Answer.YES_EACH;
    }

    /// Opcode zero, one question (RFC 4795, section 2.1.1).
    private static boolean hasHeader(Payload payload, int from) {
        return payload.length() >= from + DnsMessage.HEADER
                && (payload.u16(from + 2) & 0x78f0) == 0
                && payload.u16(from + 4) == 1
                && payload.u16(from + 8) == 0;
    }
}
