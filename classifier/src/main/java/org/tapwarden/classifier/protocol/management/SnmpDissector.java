package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// SNMP, versions 1, 2c and 3, by the nesting of its first values, whose lengths have to agree (RFC
/// 1157, section 4; RFC 3416, section 3; RFC 3412, section 6). The community is a password and goes
/// nowhere.
final class SnmpDissector implements Dissector {

    static final Protocol SNMP = Protocol.named("snmp", Category.NETWORK);

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 2;
    private static final int OCTETS = 4;
    private static final int GET = 0xa0;
    private static final int REPORT = 0xa8;
    private static final int TRAP_V1 = 0xa4;
    private static final int OBJECT_ID = 6;
    private static final int MAX_MESSAGE = 65_507;
    private static final int LAST_SECURITY_MODEL = 4;

    /// Sequence, version, community of 255 bytes and the head of the request; nothing else of a
    /// stream is waited for.
    private static final int BOUND = 300;

    private static final int LEAST = 12;

    private static final About ABOUT =
            About.of(SNMP, "SNMP")
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 1157, section 4; RFC 3416, section 3; RFC 3412, section 6")
                    .reads("version, community or header, and the kind of request", BOUND)
                    .opens(SEQUENCE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != SEQUENCE) {
            return Answer.NO;
        }
        boolean stream = payload.transport() == Transport.TCP;
        Answer early = stream ? Answer.PERHAPS : Answer.NO;
        if (payload.length() < LEAST) {
            return early;
        }
        int body = bodyAt(payload, 0);
        int size = sizeAt(payload, 0);
        if (body < 0 || size < LEAST || size > MAX_MESSAGE) {
            return Answer.NO;
        }
        int end = body + size;
        boolean fits = stream ? end >= payload.length() : end == payload.length();
        if (!fits || payload.u8(body) != INTEGER || payload.u8(body + 1) != 1) {
            return Answer.NO;
        }
        int version = payload.u8(body + 2);
        int tail = body + 3;
        return switch (version) {
            case 0, 1 -> community(payload, tail, end, version, early, learnt);
            case 3 -> header(payload, tail, end, early, learnt);
            default -> Answer.NO;
        };
    }

    /// Community, then one kind of request that reaches to the end, and an integer in it.
    private static Answer community(
            Payload payload, int at, int end, int version, Answer early, Learnt learnt) {
        if (payload.u8(at) != OCTETS) {
            return Answer.NO;
        }
        int text = bodyAt(payload, at);
        int pdu = text + sizeAt(payload, at);
        if (text < 0 || pdu + 4 > end || pdu - at > 2 + 256) {
            return Answer.NO;
        }
        if (pdu + 6 > payload.length()) {
            return early;
        }
        int kind = payload.u8(pdu);
        int fields = bodyAt(payload, pdu);
        if (kind < GET
                || kind > REPORT
                || fields < 0
                || fields + sizeAt(payload, pdu) != end
                || payload.u8(fields) != (kind == TRAP_V1 ? OBJECT_ID : INTEGER)) {
            return Answer.NO;
        }
        learnt.grounds("snmp-community");
        learnt.version(version == 0 ? "1" : "2c");
        return Answer.YES;
    }

    /// A sequence of message number, largest size, flags and security model.
    private static Answer header(Payload payload, int at, int end, Answer early, Learnt learnt) {
        if (payload.u8(at) != SEQUENCE) {
            return Answer.NO;
        }
        int number = bodyAt(payload, at);
        int size = sizeAt(payload, at);
        if (number < 0 || size < 12 || size > 20 || number + size > end) {
            return Answer.NO;
        }
        if (number + size + 1 > payload.length()) {
            return early;
        }
        if (payload.u8(number) != INTEGER || payload.u8(number + 1) > 5) {
            return Answer.NO;
        }
        int largest = number + 2 + payload.u8(number + 1);
        if (payload.u8(largest) != INTEGER || payload.u8(largest + 1) > 5) {
            return Answer.NO;
        }
        int flags = largest + 2 + payload.u8(largest + 1);
        boolean known =
                flags + 6 == number + size
                        && payload.u16(flags) == 0x0401
                        && payload.u8(flags + 2) <= 7
                        && payload.u16(flags + 3) == 0x0201
                        && payload.u8(flags + 5) <= LAST_SECURITY_MODEL
                        && payload.u8(number + size) == OCTETS;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("snmp-v3-header");
        learnt.version("3");
        return Answer.YES;
    }

    /// Where the value starts whose tag stands at `at`; -1 when its length is none of one to four
    /// bytes, or not there yet.
    private static int bodyAt(Payload payload, int at) {
        if (at + 2 > payload.length()) {
            return -1;
        }
        int first = payload.u8(at + 1);
        int more = first < 0x80 ? 0 : first - 0x80;
        boolean whole = (first < 0x80 || more >= 1) && more <= 4;
        return whole && at + 2 + more < payload.length() ? at + 2 + more : -1;
    }

    /// The length of the value whose tag stands at `at`, where {@link #bodyAt} found one.
    private static int sizeAt(Payload payload, int at) {
        if (at + 2 > payload.length()) {
            return 0;
        }
        int first = payload.u8(at + 1);
        if (first < 0x80) {
            return first;
        }
        int size = 0;
        for (int i = at + 2; i < at + 2 + first - 0x80 && i < payload.length(); i++) {
            size = size << 8 | payload.u8(i);
        }
        return size < 0 || size > MAX_MESSAGE ? MAX_MESSAGE + 1 : size;
    }
}
