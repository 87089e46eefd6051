package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// STOMP, by the frame that opens a session or its answer (STOMP 1.2, "Connecting"). Login,
/// passcode and destinations are never learnt.
final class StompDissector implements Dissector {

    static final Protocol STOMP = Protocol.named("stomp", Category.NETWORK);

    private static final int BOUND = 512;
    private static final String[] COMMANDS = {"CONNECT", "STOMP", "CONNECTED"};
    private static final String[] HEADERS = {
        "accept-version:",
        "host:",
        "login:",
        "passcode:",
        "heart-beat:",
        "version:",
        "session:",
        "server:",
        "client-id:",
        "\n"
    };

    private static final About ABOUT =
            About.of(STOMP, "STOMP")
                    .over(Transport.TCP)
                    .in("STOMP 1.2, Connecting")
                    .reads("the first frame's command and headers", BOUND)
                    .opens(COMMANDS);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() > 0 && payload.u8(0) != 'C' && payload.u8(0) != 'S') {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), BOUND);
        for (String command : COMMANDS) {
            int end = command.length();
            boolean whole = payload.length() > end && payload.hasAt(0, command);
            boolean line = whole && payload.u8(end) == '\n';
            if (line || (whole && payload.hasAt(end, "\r\n"))) {
                int header = line ? end + 1 : end + 2;
                return isHeader(payload, header)
                        ? session(payload, header, known, learnt)
                        : wait(known < header + 15);
            }
        }
        return wait(known < 11 && couldOpen(payload, known));
    }

    private static Answer wait(boolean open) {
        return open ? Answer.PERHAPS : Answer.NO;
    }

    private static boolean couldOpen(Payload payload, int known) {
        for (String command : COMMANDS) {
            int length = Math.min(known, command.length());
            boolean ends = known <= length || payload.u8(length) == '\r';
            if (ends && payload.hasAt(0, command.substring(0, length))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHeader(Payload payload, int at) {
        for (String header : HEADERS) {
            if (payload.hasAt(at, header)) {
                return true;
            }
        }
        return false;
    }

    private static Answer session(Payload payload, int header, int known, Learnt learnt) {
        learnt.grounds("stomp-connect");
        int before = header - 1;
        String version = HttpHead.field(payload, before, known, "version");
        if (version != null) {
            learnt.version(version);
        }
        String software = HttpHead.field(payload, before, known, "server");
        if (software != null) {
            learnt.software(software);
        }
        int host = HttpHead.valueAt(payload, before, known, "host");
        int end = host < 0 ? -1 : HttpHead.lineEnd(payload, host, known);
        boolean carriage = end > host && payload.u8(end - 1) == '\r';
        // A virtual host may be a path; that is no server's name.
        String name = end < 0 ? null : Text.hostName(payload, host, carriage ? end - 1 : end);
        if (name != null) {
            learnt.serverName(name);
        }
        return Answer.YES;
    }
}
