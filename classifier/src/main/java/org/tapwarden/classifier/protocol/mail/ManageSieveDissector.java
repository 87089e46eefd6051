package org.tapwarden.classifier.protocol.mail;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// ManageSieve, by the capabilities with which a server greets (RFC 5804, section 1.7).
final class ManageSieveDissector implements Dissector {

    static final Protocol MANAGESIEVE = Protocol.named("managesieve", Category.MAIL);

    private static final String START = "\"IMPLEMENTATION\" \"";

    private static final About ABOUT =
            About.of(MANAGESIEVE, "ManageSieve")
                    .over(Transport.TCP)
                    .in("RFC 5804, section 1.7")
                    .reads("the server's first capability", Lines.BOUND)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != '"') {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), START.length());
        if (!Lines.startsWith(payload, 0, START.substring(0, known))) {
            return Answer.NO;
        }
        int end = Lines.end(payload, 0);
        if (known < START.length() || end < 0) {
            return payload.length() < Lines.BOUND ? Answer.PERHAPS : Answer.NO;
        }
        learnt.grounds("managesieve-greeting");
        int quote = START.length();
        while (quote < end && payload.u8(quote) != '"') {
            quote++;
        }
        String software = Text.of(payload, START.length(), quote);
        if (software != null) {
            learnt.software(software);
        }
        return Answer.YES;
    }
}
