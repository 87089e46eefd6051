package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Git's own transport, by the first line: its length in four hexadecimal digits, what is asked
/// for, and the host (gitprotocol-pack, "Git Transport"). The path is not taken.
final class GitDissector implements Dissector {
    static final Protocol GIT = Protocol.named("git", Category.FILE_SERVICE);

    private static final int BOUND = 1024;
    private static final String[] SERVICES = {
        "git-upload-pack ", "git-receive-pack ", "git-upload-archive "
    };
    private static final String HOST = "host=";

    private static final About ABOUT =
            About.of(GIT, "Git")
                    .over(Transport.TCP)
                    .in("gitprotocol-pack, Git Transport")
                    .reads("the first line: length, service, host", BOUND)
                    .opensBetween('0', '9')
                    .opensBetween('a', 'f')
                    .opensBetween('A', 'F');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        int size = 0;
        for (int i = 0; i < Math.min(end, 4); i++) {
            int digit = Character.digit(payload.u8(i), 16);
            if (digit < 0) {
                return Answer.NO;
            }
            size = size << 4 | digit;
        }
        if (end > 4 && payload.u8(4) != 'g') {
            return Answer.NO;
        }
        if (end < 24) {
            return Answer.PERHAPS;
        }
        for (String service : SERVICES) {
            if (payload.hasAt(4, service)) {
                learnt.grounds("git-request");
                host(payload, 4 + service.length(), Math.min(end, size), learnt);
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    private static void host(Payload payload, int from, int end, Learnt learnt) {
        int pathEnd = Opening.find(payload, from, end, 0);
        if (pathEnd < 0 || !payload.hasAt(pathEnd + 1, HOST)) {
            return;
        }
        int start = pathEnd + 1 + HOST.length();
        int stop = Opening.find(payload, start, end, 0);
        int colon = stop < 0 ? -1 : Opening.find(payload, start, stop, ':');
        String name = stop < 0 ? null : Text.hostName(payload, start, colon < 0 ? stop : colon);
        if (name != null) {
            learnt.serverName(name);
        }
    }
}
