package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// VTun, by its server's greeting.
final class VtunDissector implements Dissector {

    private static final Protocol VTUN = Protocol.named("vtun", Category.VPN);

    private static final String GREETING = "VTUN server ver ";
    private static final int MAX_GREETING = 50;

    private static final About ABOUT =
            About.of(VTUN, "VTun")
                    .over(Transport.TCP)
                    .in("VTun's source, auth.c")
                    .reads("the server's greeting", MAX_GREETING)
                    .opens(GREETING);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), GREETING.length());
        if (!payload.hasAt(0, GREETING.substring(0, known))) {
            return Answer.NO;
        }
        if (known < GREETING.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("vtun-greeting");
        int end = Math.min(payload.length(), MAX_GREETING);
        int lineEnd = HttpHead.lineEnd(payload, known, end);
        String version = Text.of(payload, known, lineEnd < 0 ? end : lineEnd);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }
}
