package org.tapwarden.classifier.protocol.naming;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Transport;

/// DNS over UDP and over TCP with its two bytes of length (RFC 1035, section 4; RFC 7766).
///
/// On port 53 a plausible header and a readable question are enough, since captures cut messages.
/// Elsewhere the whole message must be right to the last byte and ask for something usual.
final class DnsDissector implements Dissector {

    private static final int PORT = 53;
    private static final int MDNS_PORT = 5353;
    private static final int LLMNR_PORT = 5355;
    private static final int NBNS_PORT = 137;

    private static final int MAX_MESSAGES = 16;
    private static final int LENGTH = 2;

    private static final About ABOUT =
            About.of(Protocol.DNS, "DNS")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 1035, section 4")
                    .reads("header, questions and address answers", Payload.MAX_LOOKED_AT)
                    .byShape()
                    .atHome(53);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Questions and answers.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean home = payload.hasPort(PORT);
        boolean relatives =
                payload.hasPort(MDNS_PORT)
                        || payload.hasPort(LLMNR_PORT)
                        || payload.hasPort(NBNS_PORT);
        if (relatives && !home) {
            return Answer.NO;
        }
        if (payload.transport() == Transport.TCP) {
            return stream(payload, home, learnt);
        }
        DnsMessage message = message(payload, 0, payload.length(), home);
        if (message == null) {
            return Answer.NO;
        }
        learn(message, learnt);
        return Answer.YES_EACH;
    }

    private static Answer stream(Payload payload, boolean home, Learnt learnt) {
        int at = 0;
        int end = payload.length();
        for (int i = 0; i < MAX_MESSAGES && at + LENGTH + DnsMessage.HEADER <= end; i++) {
            int from = at + LENGTH;
            int next = from + payload.u16(at);
            boolean header =
                    payload.u16(at) >= DnsMessage.HEADER
                            && DnsMessage.hasHeader(payload, from, end);
            if (next > end && i == 0 && header) {
                return Answer.PERHAPS;
            }
            DnsMessage message = header && next <= end ? message(payload, from, next, home) : null;
            if (message == null) {
                return i == 0 ? Answer.NO : Answer.YES;
            }
            learn(message, learnt);
            at = next;
        }
        return at > 0 ? Answer.YES_MORE : Answer.PERHAPS;
    }

    private static @Nullable DnsMessage message(Payload payload, int from, int end, boolean home) {
        if (!DnsMessage.hasHeader(payload, from, end)) {
            return null;
        }
        DnsMessage message = DnsMessage.read(payload, from, end);
        if (message == null) {
            return null;
        }
        return home ? plausible(message) : wellFormed(message);
    }

    private static @Nullable DnsMessage plausible(DnsMessage message) {
        boolean classKnown =
                switch (message.questionClass()) {
                    case 0 -> !message.asks();
                    case 1, 2, 3, 4, 254, 255 -> true;
                    default -> false;
                };
        return classKnown ? message : null;
    }

    private static @Nullable DnsMessage wellFormed(DnsMessage message) {
        int type = message.questionType();
        boolean usual =
                (type >= 1 && type <= 65)
                        || (type >= 99 && type <= 110)
                        || (type >= 249 && type <= 262);
        boolean internet = message.questionClass() == 1;
        return usual
                        && internet
                        && message.isStandard()
                        && message.isOrdinary()
                        && message.isExact()
                ? message
                : null;
    }

    private static void learn(DnsMessage message, Learnt learnt) {
        DnsTunnel tunnel = DnsTunnel.of(message);
        if (tunnel != null) {
            learnt.application(tunnel.word(), Category.VPN);
            learnt.grounds(tunnel.grounds());
        } else {
            learnt.grounds(message.isResponse() ? "dns-response" : "dns-query");
        }
        if (message.asks() && learnt.wantsQuestion()) {
            learnt.question(message.question());
        }
        Telling.NameAnswered answered = message.answered(Protocol.DNS);
        if (answered != null) {
            learnt.tell(answered);
        }
    }
}
