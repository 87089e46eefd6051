package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// The agent of Checkmk, which speaks at once and starts with the section of its name.
final class CheckmkDissector implements Dissector {

    static final Protocol CHECKMK = Protocol.named("checkmk", Category.NETWORK);

    private static final String SECTION = "<<<check_mk>>>";
    private static final String VERSION = "Version: ";
    private static final int BOUND = 128;

    private static final About ABOUT =
            About.of(CHECKMK, "Checkmk agent")
                    .over(Transport.TCP)
                    .in("Checkmk manual, \"The monitoring agents\", output of the agent")
                    .reads("the first section's head", BOUND)
                    .opens(SECTION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), SECTION.length());
        if (!payload.hasAt(0, SECTION.substring(0, known))) {
            return Answer.NO;
        }
        if (known < SECTION.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("checkmk-section");
        int end = Math.min(payload.length(), BOUND);
        int lineEnd = HttpHead.lineEnd(payload, 0, end);
        int version = lineEnd + 1 + VERSION.length();
        if (lineEnd > 0 && version < end && payload.hasAt(lineEnd + 1, VERSION)) {
            int versionEnd = HttpHead.lineEnd(payload, version, end);
            String text = versionEnd < 0 ? null : Text.of(payload, version, versionEnd);
            if (text != null && learnt.wantsSoftware()) {
                learnt.software("Checkmk " + text);
            }
        }
        return Answer.YES;
    }
}
