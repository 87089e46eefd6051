package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// PPTP, by its control connection's magic cookie (RFC 2637, section 2).
final class PptpDissector implements Dissector {

    private static final Protocol PPTP = Protocol.named("pptp", Category.VPN);

    private static final int COOKIE = 0x1a2b_3c4d;
    private static final int HEADER = 12;
    private static final int CONTROL = 1;
    private static final int LAST_TYPE = 15;
    private static final int START_REQUEST = 1;
    private static final int START_REPLY = 2;
    private static final int START_LENGTH = 156;
    private static final int VENDOR = 92;

    private static final About ABOUT =
            About.of(PPTP, "PPTP")
                    .over(Transport.TCP)
                    .in("RFC 2637, section 2")
                    .reads("the magic cookie of a control message", START_LENGTH)
                    .opens(0x00);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        // No message is as long as 256 bytes.
        if (payload.length() > 0 && payload.u8(0) != 0) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            boolean may = payload.length() < 8 || payload.i32(4) == COOKIE;
            return may ? Answer.PERHAPS : Answer.NO;
        }
        int type = payload.u16(8);
        boolean agrees =
                payload.i32(4) == COOKIE
                        && payload.u16(2) == CONTROL
                        && payload.u16(10) == 0
                        && type >= 1
                        && type <= LAST_TYPE
                        && payload.u16(0) >= HEADER
                        && payload.u16(0) <= 220;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("pptp-cookie");
        boolean starts = type == START_REQUEST || type == START_REPLY;
        if (starts && payload.length() >= START_LENGTH && learnt.wantsSoftware()) {
            String vendor = Text.of(payload, VENDOR, end(payload));
            if (vendor != null) {
                learnt.software(vendor);
            }
        }
        return Answer.YES;
    }

    /// The vendor's text is padded with zeros.
    private static int end(Payload payload) {
        int end = VENDOR;
        while (end < START_LENGTH && payload.u8(end) != 0) {
            end++;
        }
        return end;
    }
}
