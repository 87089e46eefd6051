package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Valve's relays for games, by the question how far they are (Valve, Steam datagram relay;
/// observed).
final class SteamDatagramRelayDissector implements Dissector {

    static final Protocol RELAY = Protocol.named("steamdatagramrelay", Category.GAMES);

    private static final About ABOUT =
            About.of(RELAY, "Steam Datagram Relay")
                    .over(Transport.UDP)
                    .in("observed: pings of relays")
                    .reads("the word sdping", 8)
                    .opensBetween(0, 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 8 || payload.u8(0) > 2 || !payload.hasAt(2, "sdping")) {
            return Answer.NO;
        }
        learnt.grounds("steam-relay-ping");
        return Answer.YES;
    }
}
