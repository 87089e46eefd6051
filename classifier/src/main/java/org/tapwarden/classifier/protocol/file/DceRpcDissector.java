package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DCE/RPC, connection-oriented over TCP and connectionless over UDP (The Open Group C706, chapter
/// 12), by version, data representation and lengths that agree.
final class DceRpcDissector implements Dissector {
    static final Protocol DCERPC = Protocol.named("dcerpc", Category.NETWORK);

    private static final int HEADER = 16;
    private static final int DATAGRAM_HEADER = 80;
    private static final int MAX_TYPE = 19;
    private static final int MAX_DATAGRAM_TYPE = 10;
    private static final int LITTLE_ENDIAN = 0x10;
    private static final int INTERFACE = 24;
    private static final int PROFINET_FIRST = 0xdea0_0001;

    private static final About ABOUT =
            About.of(DCERPC, "DCE/RPC")
                    .over(Transport.TCP, Transport.UDP)
                    .in("The Open Group C706, sections 12.5 and 12.6")
                    .reads(
                            "headers: version, type, data representation, lengths",
                            Payload.MAX_LOOKED_AT)
                    .opens(4, 5);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        return payload.transport() == Transport.UDP
                ? datagram(payload, learnt)
                : stream(payload, learnt);
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER) {
            boolean possible =
                    (length < 1 || payload.u8(0) == 5) && (length < 2 || payload.u8(1) <= 1);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int type = payload.u8(2);
        if (payload.u8(0) != 5
                || payload.u8(1) > 1
                || type > MAX_TYPE
                || !isRepresentation(payload, 4)
                || payload.u8(7) != 0) {
            return Answer.NO;
        }
        boolean little = payload.u8(4) == LITTLE_ENDIAN;
        int size = little ? payload.u16le(8) : payload.u16(8);
        int authentication = little ? payload.u16le(10) : payload.u16(10);
        boolean possible =
                size >= HEADER && (authentication == 0 || HEADER + 8 + authentication <= size);
        if (!possible) {
            return Answer.NO;
        }
        if (length < size + 2) {
            return length == size ? yes("dcerpc-header", learnt) : Answer.PERHAPS;
        }
        boolean next = payload.u8(size) == 5 && payload.u8(size + 1) <= 1;
        return next ? yes("dcerpc-header", learnt) : Answer.NO;
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    private static Answer datagram(Payload payload, Learnt learnt) {
        if (payload.length() < DATAGRAM_HEADER
                || payload.u8(0) != 4
                || payload.u8(1) > MAX_DATAGRAM_TYPE
                || !isRepresentation(payload, 4)) {
            return Answer.NO;
        }
        boolean little = payload.u8(4) == LITTLE_ENDIAN;
        int body = little ? payload.u16le(74) : payload.u16(74);
        int authentication = payload.u8(78);
        int rest = payload.length() - DATAGRAM_HEADER;
        boolean agrees = authentication == 0 ? body == rest : body < rest;
        boolean reservedZero = (payload.u8(3) & 0xfc) == 0 && (payload.u8(2) & 0x80) == 0;
        if (!agrees || !reservedZero || authentication > 20) {
            return Answer.NO;
        }
        if (little && isProfinet(payload)) {
            learnt.application("profinet_io", Category.INDUSTRIAL);
        }
        return yes("dcerpc-datagram", learnt);
    }

    /// The interfaces of devices, controllers, supervisors and parameter servers begin with
    /// dea00001 to dea00004 and go on the same (IEC 61158-6-10, section 4.10.3.2).
    private static boolean isProfinet(Payload payload) {
        int number = payload.i32le(INTERFACE) - PROFINET_FIRST;
        return number >= 0
                && number < 4
                && payload.i64(INTERFACE + 4) == 0x976c_d111_8271_00a0L
                && payload.i32(INTERFACE + 12) == 0x2442_df7d;
    }

    /// Character set, integers and floating point in legal values, then a zero.
    private static boolean isRepresentation(Payload payload, int at) {
        return (payload.u8(at) == 0 || payload.u8(at) == LITTLE_ENDIAN)
                && payload.u8(at + 1) <= 3
                && payload.u8(at + 2) == 0;
    }
}
