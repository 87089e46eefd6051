package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Ookla's measurement of a line's speed, between its programs and its servers (Ookla server
/// documentation: the client says HI, the server HELLO with its version).
final class OoklaDissector implements Dissector {

    static final Protocol OOKLA = Protocol.named("ookla", Category.NETWORK);

    private static final String ASKED = "HI";
    private static final String ANSWERED = "HELLO ";

    /// Behind the word, the version's number, a full stop and another.
    private static final int VERSION = ANSWERED.length();

    private static final About ABOUT =
            About.of(OOKLA, "Ookla Speedtest")
                    .over(Transport.TCP)
                    .in("Ookla server documentation, TCP protocol")
                    .reads("the greetings of both ends", VERSION + 3)
                    .opens(ASKED, ANSWERED);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        long asker = 1L + payload.direction().ordinal();
        if (payload.remembered() == 0 || payload.remembered() == asker) {
            if (!isGreeting(payload)) {
                return Answer.NO;
            }
            learnt.remember(asker);
            return Answer.PERHAPS;
        }
        boolean versioned =
                payload.hasAt(0, ANSWERED)
                        && payload.length() >= VERSION + 3
                        && isDigit(payload.u8(VERSION))
                        && payload.u8(VERSION + 1) == '.'
                        && isDigit(payload.u8(VERSION + 2));
        if (!versioned) {
            return Answer.NO;
        }
        learnt.grounds("ookla-greetings");
        return Answer.YES;
    }

    /// The word alone on its line, or before the client's id.
    private static boolean isGreeting(Payload payload) {
        if (!payload.hasAt(0, ASKED) || payload.length() <= ASKED.length()) {
            return false;
        }
        int next = payload.u8(ASKED.length());
        return next == '\n' || next == '\r' || next == ' ';
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
