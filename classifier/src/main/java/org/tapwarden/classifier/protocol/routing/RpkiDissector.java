package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// How a router fetches which networks may announce which addresses: the question that starts it
/// (RFC 8210, sections 5.3 and 5.4).
final class RpkiDissector implements Dissector {

    static final Protocol RPKI_RTR = Protocol.named("rpki-rtr", Category.NETWORK);

    private static final int LAST_VERSION = 2;
    private static final int SERIAL_QUERY = 1;
    private static final int SERIAL_QUERY_SIZE = 12;
    private static final int RESET_QUERY = 2;
    private static final int RESET_QUERY_SIZE = 8;

    private static final About ABOUT =
            About.of(RPKI_RTR, "RPKI to Router Protocol")
                    .over(Transport.TCP)
                    .in("RFC 8210, sections 5.3 and 5.4")
                    .reads("the router's first question", RESET_QUERY_SIZE)
                    .opensBetween(0, LAST_VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.direction() != Direction.FROM_SOURCE) {
            return Answer.NO;
        }
        if (payload.length() < RESET_QUERY_SIZE) {
            boolean could = payload.length() < 1 || payload.u8(0) <= LAST_VERSION;
            return could ? Answer.PERHAPS : Answer.NO;
        }
        boolean known =
                payload.u8(0) <= LAST_VERSION
                        && switch (payload.u8(1)) {
                            case SERIAL_QUERY ->
                                    payload.i32(4) == SERIAL_QUERY_SIZE
                                            && payload.length() == SERIAL_QUERY_SIZE;
                            case RESET_QUERY ->
                                    payload.u16(2) == 0
                                            && payload.i32(4) == RESET_QUERY_SIZE
                                            && payload.length() == RESET_QUERY_SIZE;
                            default -> false;
                        };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("rpki-query");
        return Answer.YES;
    }
}
