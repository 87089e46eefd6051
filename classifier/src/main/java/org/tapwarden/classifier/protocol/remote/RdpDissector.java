package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;
import org.tapwarden.classifier.protocol.web.InnerTls;

/// Remote Desktop, by the request to connect with its cookie or its choice of security, by the
/// answer, and over UDP by the packet that synchronizes ([MS-RDPBCGR], sections 2.2.1.1 to 2.2.1.3;
/// [MS-RDPEUDP], section 2.2.2.1), and the TLS that follows. The cookie holds a user's name and is
/// not taken.
final class RdpDissector implements Dissector {
    static final Protocol RDP = Protocol.named("rdp", Category.REMOTE_ACCESS);

    private static final int TPKT = 0x0300;
    private static final int CONNECTION_REQUEST = 0xe0;
    private static final int CONNECTION_CONFIRM = 0xd0;
    private static final int DATA = 0xf0;

    /// TPKT and X.224, where the cookie begins.
    private static final int HEADER = 11;

    private static final int NEGOTIATION = 8;
    private static final int NEGOTIATION_REQUEST = 1;
    private static final int NEGOTIATION_RESPONSE = 2;
    private static final int NEGOTIATION_FAILURE = 3;

    /// Security layers and flags that are defined so far.
    private static final int MAX_PROTOCOLS = 0x1f;

    private static final int MAX_REQUEST = 512;
    private static final int ASKED_PLAINLY = 1;
    private static final int BOUND = 1024;

    private static final int SYNCHRONIZE_LENGTH = 1132;
    private static final int SYNCHRONIZE_MOST = 1232;
    private static final int SYNCHRONIZE = 1;
    private static final int SYNCHRONIZE_FLAGS = 0x1601;

    private static final About ABOUT =
            About.of(RDP, "Remote Desktop Protocol")
                    .over(Transport.TCP, Transport.UDP)
                    .in("[MS-RDPBCGR], sections 2.2.1.1 to 2.2.1.3; [MS-RDPEUDP], section 2.2.2.1")
                    .reads(
                            "the request to connect, the client's hello behind it",
                            Payload.MAX_LOOKED_AT)
                    .opens(TPKT >> 8, 0xff);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            return synchronize(payload, learnt);
        }
        int length = payload.length();
        if (length < HEADER) {
            return (length < 1 || payload.u8(0) == 3) && (length < 2 || payload.u8(1) == 0)
                    ? again(payload, learnt)
                    : Answer.NO;
        }
        if (payload.u16(0) != TPKT) {
            return Answer.NO;
        }
        int size = payload.u16(2);
        int kind = payload.u8(5);
        if (kind == DATA) {
            return payload.remembered() == ASKED_PLAINLY ? settings(payload, 0, learnt) : Answer.NO;
        }
        if (size < HEADER || size > MAX_REQUEST || payload.u8(4) != size - 5) {
            return Answer.NO;
        }
        if (length < size) {
            return again(payload, learnt);
        }
        return switch (kind) {
            case CONNECTION_REQUEST -> request(payload, size, learnt);
            case CONNECTION_CONFIRM -> confirm(payload, size, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }

    private static Answer request(Payload payload, int size, Learnt learnt) {
        if (payload.u16(6) != 0 || (payload.u8(10) & 0xf0) != 0) {
            return Answer.NO;
        }
        if (size == HEADER) {
            // Clients before version 5 say no more, and so do others that speak X.224.
            learnt.remember(ASKED_PLAINLY);
            return payload.length() > size ? settings(payload, size, learnt) : Answer.PERHAPS;
        }
        boolean cookie = payload.hasAt(HEADER, "Cookie: mst");
        boolean negotiated =
                isNegotiation(payload, size - NEGOTIATION, NEGOTIATION_REQUEST)
                        || (size >= HEADER + NEGOTIATION
                                && isNegotiation(payload, HEADER, NEGOTIATION_REQUEST));
        if (!cookie && !negotiated) {
            return Answer.NO;
        }
        Answer inner = Answer.YES_MORE;
        if (payload.length() > size) {
            inner = InnerTls.look(payload, size, learnt);
        }
        learnt.grounds(cookie ? "rdp-cookie" : "rdp-negotiation");
        return inner == Answer.YES || inner == Answer.NO ? Answer.YES : Answer.YES_MORE;
    }

    private static boolean isNegotiation(Payload payload, int at, int kind) {
        return at >= HEADER
                && at + NEGOTIATION <= payload.length()
                && payload.u8(at) == kind
                && payload.u16(at + 2) == 0x0800
                && payload.i32le(at + 4) >= 0
                && payload.i32le(at + 4) <= MAX_PROTOCOLS;
    }

    /// The client has more to say, so an answer that is seen first is not the end.
    private static Answer confirm(Payload payload, int size, Learnt learnt) {
        boolean negotiated =
                size == HEADER + NEGOTIATION
                        && (isNegotiation(payload, HEADER, NEGOTIATION_RESPONSE)
                                || isNegotiation(payload, HEADER, NEGOTIATION_FAILURE));
        if (negotiated) {
            learnt.grounds("rdp-negotiation");
            return Answer.YES_MORE;
        }
        return size == HEADER ? again(payload, learnt) : Answer.NO;
    }

    /// The client's settings without a negotiation: MCS with the key of Microsoft's clients.
    private static Answer settings(Payload payload, int at, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (at + 9 > end) {
            return again(payload, learnt);
        }
        if (payload.u16(at) != TPKT || payload.u16(at + 7) != 0x7f65) {
            return payload.direction() == Direction.FROM_DESTINATION
                    ? again(payload, learnt)
                    : Answer.NO;
        }
        int size = payload.u16(at + 2);
        if (Opening.find(payload, at + 9, Math.min(end, at + size), "Duca") >= 0) {
            learnt.grounds("rdp-settings");
            return Answer.YES;
        }
        return at + size > end && end < BOUND ? again(payload, learnt) : Answer.NO;
    }

    /// No acknowledgement yet, flags, and both sides' largest packets; padded to the size of a
    /// packet.
    private static Answer synchronize(Payload payload, Learnt learnt) {
        if (payload.length() < SYNCHRONIZE_LENGTH
                || payload.length() > SYNCHRONIZE_MOST
                || payload.i32(0) != -1) {
            return Answer.NO;
        }
        int flags = payload.u16(6);
        boolean agrees =
                (flags & SYNCHRONIZE) != 0
                        && (flags & ~SYNCHRONIZE_FLAGS) == 0
                        && isSize(payload.u16(12))
                        && isSize(payload.u16(14));
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("rdp-udp-synchronize");
        return Answer.YES;
    }

    private static boolean isSize(int size) {
        return size >= SYNCHRONIZE_LENGTH && size <= SYNCHRONIZE_MOST;
    }
}
