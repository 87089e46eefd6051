package org.tapwarden.classifier.protocol.web;

import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;

/// TLS that begins inside another protocol's stream: after STARTTLS, behind a proxy's words.
public final class InnerTls {

    private static final TlsDissector TLS = new TlsDissector();
    private static final DtlsDissector DTLS = new DtlsDissector();

    private InnerTls() {}

    /// Looks at the stream from `offset` on as if it began there. Whoever asks says afterwards
    /// which grounds it has itself; nothing is learnt with a NO or a PERHAPS.
    ///
    /// @param offset at most the payload's length
    public static Dissector.Answer look(Payload payload, int offset, Learnt learnt) {
        int at = payload.at();
        int length = payload.length();
        payload.set(payload.array(), at + offset, length - offset);
        try {
            Dissector.Answer answer = TLS.look(payload, learnt);
            // What the server shows is left to those who have the whole stream.
            return answer == Dissector.Answer.YES_SIDE ? Dissector.Answer.YES : answer;
        } finally {
            payload.set(payload.array(), at, length);
        }
    }

    /// Looks at a datagram behind others of another protocol, as DTLS follows STUN (RFC 7983).
    /// Whoever asks may say afterwards that it is the variant {@link Protocol#DTLS}; nothing is
    /// learnt with a NO.
    public static Dissector.Answer datagram(Payload payload, Learnt learnt) {
        return DTLS.look(payload, learnt);
    }
}
