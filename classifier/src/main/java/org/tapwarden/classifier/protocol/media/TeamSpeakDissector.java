package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// TeamSpeak 3 and 2: the words that begin datagrams of a login, and the banner of the server query
/// (observed; TeamSpeak's server query manual).
final class TeamSpeakDissector implements Dissector {

    static final Protocol TEAMSPEAK = Protocol.named("teamspeak", Category.CALLS);

    private static final String QUERY = "TS3\n\r";
    private static final String QUERY_WELCOME = "Welcome to the TeamSpeak 3";

    /// The client's login and the server's answer of version 2.
    private static final int OLD_LOGIN = 0xf4be_0300;

    private static final int OLD_ANSWER = 0xf4be_0400;
    private static final int OLD_LENGTH = 20;
    private static final int NEW_LENGTH = 20;

    private static final About ABOUT =
            About.of(TEAMSPEAK, "TeamSpeak")
                    .over(Transport.UDP, Transport.TCP)
                    .in("observed: logins; TeamSpeak 3 server query manual")
                    .reads("the words that begin a login", 64)
                    .opens("T")
                    .opens(OLD_LOGIN >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (payload.transport() == Transport.TCP) {
            return query(payload, length, learnt);
        }
        if (length < NEW_LENGTH) {
            return Answer.NO;
        }
        boolean third = payload.u8(0) == 'T' && payload.hasAt(0, "TS3INIT1");
        boolean second =
                (payload.i32(0) == OLD_LOGIN || payload.i32(0) == OLD_ANSWER)
                        && length >= OLD_LENGTH;
        if (!third && !second) {
            return Answer.NO;
        }
        learnt.grounds("teamspeak-login");
        learnt.version(third ? "3" : "2");
        return Answer.YES;
    }

    private static Answer query(Payload payload, int length, Learnt learnt) {
        if (length < QUERY.length() + QUERY_WELCOME.length()) {
            String start = QUERY.substring(0, Math.min(length, QUERY.length()));
            boolean client = length == 0;
            return client || payload.hasAt(0, start) ? Answer.PERHAPS : Answer.NO;
        }
        if (payload.u8(0) != 'T'
                || !payload.hasAt(0, QUERY)
                || !payload.hasAt(QUERY.length(), QUERY_WELCOME)) {
            return Answer.NO;
        }
        learnt.grounds("teamspeak-query");
        learnt.version("3");
        return Answer.YES;
    }
}
