package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// WebLogic's T3, by the lines of the client's greeting (observed: the version of the client, then
/// letters and numbers in lines; Oracle publishes no specification).
final class WebLogicDissector implements Dissector {
    static final Protocol T3 = Protocol.named("weblogic-t3", Category.NETWORK);

    private static final String START = "t3 ";
    private static final int BOUND = 64;
    private static final String[] LINES = {"AS:", "HL:", "MS:", "PU:", "LP:"};

    private static final About ABOUT =
            About.of(T3, "WebLogic T3")
                    .over(Transport.TCP)
                    .in("observed: the client's greeting; no public specification")
                    .reads("the lines of the client's greeting", BOUND)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, START);
        if (answer != Answer.YES) {
            return answer;
        }
        int end = Math.min(payload.length(), BOUND);
        int stop = START.length();
        while (stop < end && isVersion(payload.u8(stop))) {
            stop++;
        }
        if (stop == end) {
            return end < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        if (stop == START.length() || payload.u8(stop) != '\n') {
            return Answer.NO;
        }
        if (stop + 4 > end) {
            return end < BOUND ? Answer.PERHAPS : Answer.NO;
        }
        for (String line : LINES) {
            if (payload.hasAt(stop + 1, line)) {
                learnt.grounds("t3-greeting");
                String version = Text.of(payload, START.length(), stop);
                if (version != null) {
                    learnt.version(version);
                }
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    private static boolean isVersion(int c) {
        return c == '.' || (c >= '0' && c <= '9');
    }
}
