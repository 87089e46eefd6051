package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Telnet, by the options that are negotiated before anything else: two commands on one side, or
/// one on each (RFC 854, section "Telnet command structure"; RFC 855).
final class TelnetDissector implements Dissector {
    static final Protocol TELNET = Protocol.named("telnet", Category.REMOTE_ACCESS);

    private static final int COMMAND = 255;
    private static final int SUBNEGOTIATION = 250;
    private static final int SUBNEGOTIATION_END = 240;
    private static final int WILL = 251;
    private static final int DO_NOT = 254;

    /// The last option of the row that was assigned without gaps, and the last that some use.
    private static final int LAST_OPTION = 49;

    private static final int[] FURTHER_OPTIONS = {138, 139, 140, 200, 255};

    private static final int BOUND = 128;

    private static final About ABOUT =
            About.of(TELNET, "Telnet")
                    .over(Transport.TCP)
                    .in("RFC 854, Telnet command structure; RFC 855")
                    .reads("the commands that negotiate options", BOUND)
                    .opens(COMMAND);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (end < 3) {
            return end == 0 || payload.u8(0) == COMMAND ? again(payload, 0, learnt) : Answer.NO;
        }
        if (payload.u8(0) != COMMAND) {
            return Answer.NO;
        }
        int commands = 0;
        int at = 0;
        while (commands < 2 && at + 3 <= end && payload.u8(at) == COMMAND) {
            int verb = payload.u8(at + 1);
            if (!isOption(payload.u8(at + 2))) {
                return Answer.NO;
            }
            if (verb == SUBNEGOTIATION) {
                at = subnegotiationEnd(payload, at + 3, end);
                if (at < 0) {
                    return commands > 0 ? again(payload, side(payload), learnt) : Answer.NO;
                }
            } else if (verb >= WILL && verb <= DO_NOT) {
                at += 3;
            } else {
                return Answer.NO;
            }
            commands++;
        }
        boolean otherToo = payload.remembered() != 0 && payload.remembered() != side(payload);
        if (commands < 2 && !otherToo) {
            return again(payload, side(payload), learnt);
        }
        learnt.grounds("telnet-options");
        return Answer.YES;
    }

    private static int side(Payload payload) {
        return 1 + payload.direction().ordinal();
    }

    /// Remembers which side has negotiated; the first that did stays.
    private static Answer again(Payload payload, int side, Learnt learnt) {
        long met = payload.remembered() == 0 ? side : payload.remembered();
        if (met != 0) {
            learnt.remember(met);
        }
        return Answer.PERHAPS;
    }

    private static boolean isOption(int option) {
        if (option <= LAST_OPTION) {
            return true;
        }
        for (int further : FURTHER_OPTIONS) {
            if (option == further) {
                return true;
            }
        }
        return false;
    }

    private static int subnegotiationEnd(Payload payload, int from, int end) {
        for (int i = from; i + 2 <= end; i++) {
            if (payload.u8(i) == COMMAND && payload.u8(i + 1) == SUBNEGOTIATION_END) {
                return i + 2;
            }
        }
        return -1;
    }
}
