package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RIP, versions 1 and 2, by its entries of twenty bytes, on its port (RFC 2453, sections 3.6 and
/// 4; RFC 4822, section 2).
final class RipDissector implements Dissector {

    static final Protocol RIP = Protocol.named("rip", Category.NETWORK);

    private static final int PORT = 520;
    private static final int HEADER = 4;
    private static final int ENTRY = 20;
    private static final int MAX_ENTRIES = 26;
    private static final int REQUEST = 1;
    private static final int RESPONSE = 2;
    private static final int IP = 2;
    private static final int AUTHENTICATION = 0xffff;
    private static final int INFINITY = 16;

    private static final About ABOUT =
            About.of(RIP, "RIP")
                    .over(Transport.UDP)
                    .in("RFC 2453, sections 3.6 and 4")
                    .reads("command, version and all entries on port 520", HEADER + 26 * ENTRY)
                    .byShape()
                    .opens(REQUEST, RESPONSE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) || payload.length() < HEADER + ENTRY) {
            return Answer.NO;
        }
        int command = payload.u8(0);
        int version = payload.u8(1);
        int entries = (payload.length() - HEADER) / ENTRY;
        boolean header =
                (command == REQUEST || command == RESPONSE)
                        && (version == 1 || version == 2)
                        && payload.u16(2) == 0
                        && entries <= MAX_ENTRIES;
        if (!header) {
            return Answer.NO;
        }
        // A digest behind the last entry is announced by the first, and breaks the count.
        boolean authenticated = payload.u16(HEADER) == AUTHENTICATION;
        if (!authenticated && payload.length() != HEADER + entries * ENTRY) {
            return Answer.NO;
        }
        if (authenticated && (version == 1 || payload.u16(HEADER + 2) > 3)) {
            return Answer.NO;
        }
        for (int i = authenticated ? 1 : 0; i < entries; i++) {
            if (!isEntry(payload, HEADER + i * ENTRY, command, version)) {
                return Answer.NO;
            }
        }
        learnt.grounds("rip-entries");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }

    private static boolean isEntry(Payload payload, int at, int command, int version) {
        int family = payload.u16(at);
        int metric = payload.i32(at + 16);
        if (family == AUTHENTICATION) {
            return version == 2 && payload.u16(at + 2) == 1;
        }
        boolean whole = family == 0 && command == REQUEST && metric == INFINITY;
        boolean one = family == IP && metric >= 0 && metric <= INFINITY;
        boolean first = version == 2 || (payload.u16(at + 2) == 0 && payload.i64(at + 8) == 0);
        return (whole || one) && first;
    }
}
