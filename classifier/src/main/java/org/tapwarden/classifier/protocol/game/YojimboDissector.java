package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Games that connect with netcode, by the name in the request (mas-bandwidth, netcode,
/// STANDARD.md, "Connection request packet").
final class YojimboDissector implements Dissector {

    static final Protocol YOJIMBO = Protocol.named("yojimbo", Category.GAMES);

    private static final String NAME = "NETCODE ";
    private static final int VERSION_END = 13;
    private static final int HEADER = 14;

    private static final About ABOUT =
            About.of(YOJIMBO, "Yojimbo (netcode)")
                    .over(Transport.UDP)
                    .in("mas-bandwidth, netcode, STANDARD.md, connection request")
                    .reads("a zero and the name with its version", HEADER)
                    .opens(0x00);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER
                || payload.u8(0) != 0
                || !payload.hasAt(1, NAME)
                || payload.u8(VERSION_END) != 0) {
            return Answer.NO;
        }
        learnt.grounds("netcode-request");
        String version = Text.of(payload, 1 + NAME.length(), VERSION_END);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }
}
