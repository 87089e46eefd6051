package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Guild Wars 2, by the request that opens a connection to its portal (no public specification;
/// observed).
final class GuildWars2Dissector implements Dissector {

    static final Protocol GUILD_WARS_2 = Protocol.named("guildwars2", Category.GAMES);

    private static final String REQUEST = "P /Sts/Connect STS/1.0\r\n";

    private static final About ABOUT =
            About.of(GUILD_WARS_2, "Guild Wars 2")
                    .over(Transport.TCP)
                    .in("observed: the first request to the portal")
                    .reads("the request's line", REQUEST.length())
                    .opens(REQUEST);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), REQUEST.length());
        if ((known > 0 && payload.u8(0) != 'P') || !payload.hasAt(0, REQUEST.substring(0, known))) {
            return Answer.NO;
        }
        if (known < REQUEST.length()) {
            return Answer.PERHAPS;
        }
        learnt.grounds("guild-wars-2-connect");
        return Answer.YES;
    }
}
