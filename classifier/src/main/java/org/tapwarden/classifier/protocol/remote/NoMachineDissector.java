package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// NoMachine, by the greetings of both sides, each with a version (no specification is public; the
/// client greets as `NXSH`, the server as `NXD`).
final class NoMachineDissector implements Dissector {
    static final Protocol NOMACHINE = Protocol.named("nomachine", Category.REMOTE_ACCESS);

    private static final String CLIENT = "NXSH-";
    private static final String SERVER = "NXD-";
    private static final int BOUND = 16;

    private static final About ABOUT =
            About.of(NOMACHINE, "NoMachine")
                    .over(Transport.TCP)
                    .in("no public specification: the greetings NXSH and NXD with a version")
                    .reads("the greeting of either side", BOUND)
                    .opens(CLIENT, SERVER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer client = Opening.of(payload, CLIENT);
        Answer server = Opening.of(payload, SERVER);
        if (client != Answer.YES && server != Answer.YES) {
            return client == Answer.NO ? server : client;
        }
        int at = client == Answer.YES ? CLIENT.length() : SERVER.length();
        int end = Math.min(payload.length(), BOUND);
        int stop = at;
        while (stop < end && (payload.u8(stop) == '.' || isDigit(payload.u8(stop)))) {
            stop++;
        }
        if (stop == end && end < BOUND) {
            return Answer.PERHAPS;
        }
        if (stop < at + 3 || (stop < end && payload.u8(stop) > ' ')) {
            return Answer.NO;
        }
        learnt.grounds("nomachine-greeting");
        String version = Text.of(payload, at, stop);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
