package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Beanstalkd, by a command and the server's word for it (beanstalkd `doc/protocol.txt`). Jobs are
/// never learnt.
final class BeanstalkDissector implements Dissector {

    static final Protocol BEANSTALK = Protocol.named("beanstalk", Category.NETWORK);

    private static final int BOUND = 256;
    private static final long ASKED = 1;

    private static final String[] COMMANDS = {
        "use ",
        "watch ",
        "put ",
        "reserve\r\n",
        "reserve-with-timeout ",
        "list-tubes",
        "ignore ",
        "stats-tube ",
        "peek-ready\r\n",
        "stats\r\n"
    };

    private static final String[] ANSWERS = {
        "USING ", "WATCHING ", "INSERTED ", "RESERVED ", "OK ", "TIMED_OUT\r\n", "NOT_IGNORED\r\n"
    };

    private static final About ABOUT =
            About.of(BEANSTALK, "Beanstalkd")
                    .over(Transport.TCP)
                    .in("beanstalkd doc/protocol.txt")
                    .reads("the first command and its answer", BOUND)
                    .opens(COMMANDS)
                    .opens(ANSWERS);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        boolean client = payload.direction() == Direction.FROM_SOURCE;
        String[] words = client ? COMMANDS : ANSWERS;
        if (!client && payload.remembered() != ASKED) {
            return Answer.NO;
        }
        for (String word : words) {
            int known = Math.min(word.length(), payload.length());
            if (payload.hasAt(0, word.substring(0, known))) {
                if (client || known < word.length() || !endsLine(payload)) {
                    learnt.remember(ASKED);
                    return Answer.PERHAPS;
                }
                learnt.grounds("beanstalk-answer");
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    private static boolean endsLine(Payload payload) {
        int known = Math.min(payload.length(), BOUND);
        for (int i = 1; i < known; i++) {
            if (payload.u8(i) == '\n') {
                return payload.u8(i - 1) == '\r';
            }
        }
        return false;
    }
}
