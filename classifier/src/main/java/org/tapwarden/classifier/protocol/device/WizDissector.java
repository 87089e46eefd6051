package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WiZ lamps, by JSON that begins as all of theirs on their port (observed).
final class WizDissector implements Dissector {

    static final Protocol WIZ = Protocol.named("wiz", Category.NETWORK);

    private static final int PORT = 38_899;
    private static final String METHOD = "{\"method\":\"";
    private static final String[] COMMANDS = {
        "getPilot\"", "setPilot\"", "syncPilot\"", "registration\"", "getSystemConfig\""
    };
    private static final int MAX_COMMAND = 16;

    private static final About ABOUT =
            About.of(WIZ, "WiZ lamps")
                    .over(Transport.UDP)
                    .in("observed: questions to lamps, and their answers")
                    .reads("the method", METHOD.length() + MAX_COMMAND)
                    .opens(METHOD);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) || !payload.hasAt(0, METHOD)) {
            return Answer.NO;
        }
        for (String command : COMMANDS) {
            if (payload.hasAt(METHOD.length(), command)) {
                learnt.grounds("wiz-method");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }
}
