package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Diagnostics of vehicles and charging of cars, which share a header (ISO 13400-2, section 7; ISO
/// 15118-2, section 7.8.3).
final class DoIpDissector implements Dissector {

    static final Protocol DOIP = Protocol.named("doip", Category.INDUSTRIAL);
    static final Protocol V2GTP = Protocol.named("v2gtp", Category.INDUSTRIAL);

    private static final int HEADER = 8;
    private static final int PORT = 13_400;
    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_VERSION = 4;
    private static final int ANY_VERSION = 0xff;
    private static final int MESSAGE = 0x8001;
    private static final int EXI = 0x80;

    private static final About ABOUT =
            About.of(DOIP, "DoIP, V2GTP")
                    .or(V2GTP)
                    .over(Transport.UDP, Transport.TCP)
                    .in("ISO 13400-2, section 7; ISO 15118-2, section 7.8.3")
                    .reads("version, its inverse, type and length", HEADER + 1)
                    .opensBetween(1, MAX_VERSION)
                    .opens(ANY_VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() > 0 && !isVersion(payload.u8(0))) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return stream && (payload.length() < 2 || (payload.u8(0) ^ payload.u8(1)) == 0xff)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        int version = payload.u8(0);
        if ((version ^ payload.u8(1)) != 0xff) {
            return Answer.NO;
        }
        int length = payload.i32(4);
        if (length < 0 || length > MAX_LENGTH || (!stream && payload.length() != HEADER + length)) {
            return Answer.NO;
        }
        int type = payload.u16(2);
        boolean charging =
                version == 1
                        && ((type == 0x9000 && length == 2)
                                || (type == 0x9001 && length == 20)
                                || (type == MESSAGE
                                        && payload.length() > HEADER
                                        && payload.u8(HEADER) == EXI
                                        && !payload.hasPort(PORT)));
        if (charging) {
            learnt.grounds("v2gtp-header");
            learnt.variant(V2GTP);
            return Answer.YES;
        }
        if (!isDiagnostic(type, length)) {
            return Answer.NO;
        }
        learnt.grounds("doip-header");
        return Answer.YES;
    }

    private static boolean isVersion(int version) {
        return (version >= 1 && version <= MAX_VERSION) || version == ANY_VERSION;
    }

    private static boolean isDiagnostic(int type, int length) {
        return switch (type) {
            case 0x0000, 0x4004 -> length == 1;
            case 0x0001, 0x0007, 0x4001, 0x4003 -> length == 0;
            case 0x0002 -> length == 6;
            case 0x0003 -> length == 17;
            case 0x0004 -> length == 32 || length == 33;
            case 0x0005 -> length == 7 || length == 11;
            case 0x0006 -> length == 9 || length == 13;
            case 0x0008 -> length == 2;
            case 0x4002 -> length == 3 || length == 7;
            case MESSAGE, 0x8002, 0x8003 -> length >= 5;
            default -> false;
        };
    }
}
