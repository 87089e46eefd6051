package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// IPFIX, which grew out of NetFlow version 9 (RFC 7011, section 3): a message that says its length
/// and is filled with sets that say theirs.
final class IpfixDissector implements Dissector {

    static final Protocol IPFIX = Protocol.named("ipfix", Category.NETWORK);

    private static final int VERSION = 10;
    private static final int HEADER = 16;
    private static final int TEMPLATES = 2;
    private static final int OPTION_TEMPLATES = 3;
    private static final int FIRST_DATA_SET = 256;
    private static final int MAX_SETS = 256;
    private static final int YEAR_2001 = 978_307_200;

    private static final About ABOUT =
            About.of(IPFIX, "IPFIX")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 7011, section 3")
                    .reads("version, time, length, and the sets", Payload.MAX_LOOKED_AT)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        Answer early = stream ? Answer.PERHAPS : Answer.NO;
        if (payload.length() < 2) {
            return payload.length() < 1 || payload.u8(0) == 0 ? early : Answer.NO;
        }
        if (payload.u16(0) != VERSION) {
            return Answer.NO;
        }
        if (payload.length() < HEADER + 4) {
            return early;
        }
        int end = payload.u16(2);
        boolean fits = stream ? end >= HEADER + 8 : end == payload.length();
        if (!fits || payload.i32(4) <= YEAR_2001) {
            return Answer.NO;
        }
        int at = HEADER;
        for (int i = 0; i < MAX_SETS && at < end; i++) {
            if (at + 4 > payload.length()) {
                return early;
            }
            int id = payload.u16(at);
            int size = payload.u16(at + 2);
            boolean known = id == TEMPLATES || id == OPTION_TEMPLATES || id >= FIRST_DATA_SET;
            if (!known || size < 4 || at + size > end) {
                return Answer.NO;
            }
            at += size;
        }
        if (at != end) {
            return Answer.NO;
        }
        learnt.grounds("ipfix-message");
        learnt.version("10");
        // Its version counts on from NetFlow's, and so most people call it.
        learnt.application("netflow", Category.NETWORK);
        return Answer.YES;
    }
}
