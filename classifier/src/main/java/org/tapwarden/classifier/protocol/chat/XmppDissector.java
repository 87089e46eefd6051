package org.tapwarden.classifier.protocol.chat;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// XMPP, by the element that opens a stream, or a stanza with a namespace of XMPP's own where the
/// opening was missed (RFC 6120, sections 4 and 5). Addresses of people and what they say are never
/// learnt; the domain that the client asks for is a server's name.
final class XmppDissector implements Dissector {

    static final Protocol JABBER = Protocol.named("jabber", Category.SOCIAL);

    /// Within which the element has to begin, and a stanza has to name its namespace.
    private static final int BOUND = 512;

    private static final String STREAM = "<stream:";

    private static final String[] STANZAS = {"<iq ", "<message", "<presence"};

    private static final String[] NAMESPACES = {
        "jabber:", "urn:xmpp:", "urn:ietf:params:xml:ns:xmpp-", "http://etherx.jabber.org/"
    };

    private static final About ABOUT =
            About.of(JABBER, "XMPP (Jabber)")
                    .over(Transport.TCP)
                    .in("RFC 6120, sections 4.2 and 5.4")
                    .reads(
                            "the opening element, and the hello after STARTTLS",
                            Payload.MAX_LOOKED_AT)
                    .opens("<");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != '<') {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), BOUND);
        if (payload.hasAt(0, "<?xml")) {
            int open = find(payload, 5, known, STREAM);
            return open < 0 ? wait(known) : stream(payload, open, known, learnt);
        }
        if (payload.hasAt(0, STREAM)) {
            return stream(payload, 0, known, learnt);
        }
        for (String stanza : STANZAS) {
            if (payload.hasAt(0, stanza)) {
                return stanza(payload, known, learnt);
            }
        }
        return known < 9 && couldOpen(payload, known) ? Answer.PERHAPS : Answer.NO;
    }

    private static boolean couldOpen(Payload payload, int known) {
        return known < 2 || "?simp".indexOf(payload.u8(1)) >= 0;
    }

    private static Answer wait(int known) {
        return known < BOUND ? Answer.PERHAPS : Answer.NO;
    }

    private static Answer stanza(Payload payload, int known, Learnt learnt) {
        for (String namespace : NAMESPACES) {
            if (find(payload, 0, known, namespace) >= 0) {
                learnt.grounds("xmpp-stanza");
                return Answer.YES;
            }
        }
        return wait(known);
    }

    private static Answer stream(Payload payload, int open, int known, Learnt learnt) {
        Answer answer = Answer.YES_MORE;
        if (payload.direction() == Direction.FROM_SOURCE) {
            int start = find(payload, open, payload.length(), "<starttls");
            int end = start < 0 ? -1 : find(payload, start, payload.length(), ">");
            if (end >= 0) {
                int inner = start;
                // An element may be closed by another one.
                if (payload.u8(end - 1) != '/') {
                    inner = find(payload, end, payload.length(), "</starttls>");
                    inner = inner < 0 ? payload.length() : inner + "</starttls>".length();
                } else {
                    inner = end + 1;
                }
                Answer hello = InnerTls.look(payload, inner, learnt);
                boolean over = hello == Answer.YES || hello == Answer.NO;
                answer = over ? Answer.YES : Answer.YES_MORE;
            } else if (start < 0 && find(payload, open, known, "<auth") >= 0) {
                answer = Answer.YES;
            }
            String domain = learnt.serverName() == null ? to(payload, open, known) : null;
            if (domain != null) {
                learnt.serverName(domain);
            }
        }
        learnt.grounds("xmpp-stream");
        return answer;
    }

    /// Whom the opening element is for, when that is a domain.
    private static @Nullable String to(Payload payload, int open, int known) {
        int end = find(payload, open, known, ">");
        int at = end < 0 ? -1 : find(payload, open, end, " to=");
        if (at < 0 || at + 5 >= end) {
            return null;
        }
        int from = at + 5;
        int quote = payload.u8(from - 1);
        int to = from;
        while (to < end && payload.u8(to) != quote) {
            to++;
        }
        return to == end ? null : Text.hostName(payload, from, to);
    }

    private static int find(Payload payload, int from, int to, String what) {
        for (int i = from; i + what.length() <= to; i++) {
            if (payload.hasAt(i, what)) {
                return i;
            }
        }
        return -1;
    }
}
