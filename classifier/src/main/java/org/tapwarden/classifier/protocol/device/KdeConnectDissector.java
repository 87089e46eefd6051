package org.tapwarden.classifier.protocol.device;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Phones and computers that belong together (KDE Connect), by the packet in which each says what
/// it is (KDE Connect protocol, "Identity packet"). What it says stays where it is: it names
/// people.
final class KdeConnectDissector implements Dissector {

    static final Protocol KDE_CONNECT = Protocol.named("kdeconnect", Category.NETWORK);

    private static final int FIRST_PORT = 1714;
    private static final int LAST_PORT = 1764;
    private static final String TYPE = "\"kdeconnect.identity\"";
    private static final int MAX_LENGTH = 1024;

    private static final About ABOUT =
            About.of(KDE_CONNECT, "KDE Connect")
                    .over(Transport.UDP, Transport.TCP)
                    .in("KDE Connect protocol, identity packet")
                    .reads("the packet's type", MAX_LENGTH)
                    .opens("{");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), MAX_LENGTH);
        if (!isNear(payload.sourcePort()) && !isNear(payload.destinationPort())) {
            return Answer.NO;
        }
        if (end > 0 && payload.u8(0) != '{') {
            return Answer.NO;
        }
        for (int at = 0; at + TYPE.length() <= end; at++) {
            if (payload.u8(at) == '"' && payload.hasAt(at, TYPE)) {
                learnt.grounds("kdeconnect-identity");
                return Answer.YES;
            }
        }
        boolean open = payload.transport() == Transport.TCP && end < MAX_LENGTH;
        return open ? Answer.PERHAPS : Answer.NO;
    }

    private static boolean isNear(int port) {
        return port >= FIRST_PORT && port <= LAST_PORT;
    }
}
