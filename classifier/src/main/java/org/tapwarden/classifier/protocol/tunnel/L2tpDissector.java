package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// L2TP, by a control message (RFC 2661, sections 3.1 and 4.4.1; RFC 3931, section 4.1.2).
///
/// Flags, a length that is the datagram's, and the type of the message as the first attribute.
final class L2tpDissector implements Dissector {

    private static final Protocol L2TP = Protocol.named("l2tp", Category.VPN);

    private static final int CONTROL_2 = 0xc802;
    private static final int CONTROL_3 = 0xc803;
    private static final int HEADER = 12;

    /// Mandatory, eight bytes long, of no vendor, attribute 0.
    private static final int MESSAGE_TYPE = 0x8008_0000;

    private static final int LAST_TYPE = 28;

    private static final About ABOUT =
            About.of(L2TP, "L2TP")
                    .over(Transport.UDP)
                    .in("RFC 2661, sections 3.1 and 4.4.1; RFC 3931, section 4.1.2")
                    .reads("the header and first attribute of a control message", HEADER + 8)
                    .opens(CONTROL_2 >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEADER) {
            return Answer.NO;
        }
        int flags = payload.u16(0);
        boolean control = flags == CONTROL_2 || flags == CONTROL_3;
        if (!control || payload.u16(2) != payload.length()) {
            return Answer.NO;
        }
        if (payload.length() == HEADER) {
            return Answer.PERHAPS;
        }
        boolean agrees =
                payload.length() >= HEADER + 8
                        && payload.i32(HEADER) == MESSAGE_TYPE
                        && payload.u16(HEADER + 4) == 0
                        && payload.u16(HEADER + 6) >= 1
                        && payload.u16(HEADER + 6) <= LAST_TYPE;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("l2tp-control");
        learnt.version(flags == CONTROL_2 ? "2" : "3");
        return Answer.YES;
    }
}
