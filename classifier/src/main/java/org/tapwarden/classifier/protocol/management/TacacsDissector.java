package org.tapwarden.classifier.protocol.management;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// TACACS+, which asks whether somebody may enter a router and what they may do there (RFC 8907,
/// section 4.1). Nothing behind the header is read: it holds names and passwords.
final class TacacsDissector implements Dissector {

    static final Protocol TACACS = Protocol.named("tacacs-plus", Category.NETWORK);

    private static final int HEADER = 12;
    private static final int MAJOR_VERSION = 0xc;
    private static final int LAST_TYPE = 3;

    /// Not encrypted, and more than one session a connection.
    private static final int FLAGS = 0x05;

    private static final int LEAST_BODY = 5;

    private static final About ABOUT =
            About.of(TACACS, "TACACS+")
                    .over(Transport.TCP)
                    .in("RFC 8907, section 4.1")
                    .reads("version, type, number, flags and length", HEADER)
                    .opens(0xc0, 0xc1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        int version = payload.u8(0);
        if (version >>> 4 != MAJOR_VERSION || (version & 15) > 1) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int number = payload.direction() == Direction.FROM_SOURCE ? 1 : 2;
        int type = payload.u8(1);
        int size = payload.i32(8);
        boolean known =
                type >= 1
                        && type <= LAST_TYPE
                        && payload.u8(2) == number
                        && (payload.u8(3) & ~FLAGS) == 0
                        && payload.i32(4) != 0
                        && size >= LEAST_BODY
                        && size <= 0xffff;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("tacacs-plus-header");
        return Answer.YES;
    }
}
