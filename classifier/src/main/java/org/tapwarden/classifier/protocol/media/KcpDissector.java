package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// KCP, by segments that fill their datagram: one that brings something, or others in two datagrams
/// of one conversation (the protocol's own description).
final class KcpDissector implements Dissector {

    static final Protocol KCP = Protocol.named("kcp", Category.NETWORK);

    private static final int HEADER = 24;
    private static final int PUSH = 81;
    private static final int LAST_COMMAND = 84;
    private static final int MAX_FRAGMENTS = 128;
    private static final int MAX_WINDOW = 4096;

    private static final About ABOUT =
            About.of(KCP, "KCP")
                    .over(Transport.UDP)
                    .in("KCP protocol description (skywind3000/kcp)")
                    .reads("the headers of all segments of a datagram", Payload.MAX_LOOKED_AT)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER
                || payload.u8(4) < PUSH
                || payload.u8(4) > LAST_COMMAND
                || !isFilled(payload)) {
            return Answer.NO;
        }
        if (isSure(payload)) {
            learnt.grounds("kcp-segments");
            return Answer.YES;
        }
        // The lowest bit says that there is something.
        long conversation = Integer.toUnsignedLong(payload.i32(0)) << 1 | 1;
        if (payload.remembered() == conversation) {
            learnt.grounds("kcp-segments");
            return Answer.YES;
        }
        if (payload.remembered() != 0) {
            return Answer.NO;
        }
        learnt.remember(conversation);
        return Answer.PERHAPS;
    }

    /// One segment that brings something, in a window that both numbers lie in: more than 50 bits.
    private static boolean isSure(Payload payload) {
        int ahead = payload.i32le(12) - payload.i32le(16);
        return payload.u8(4) == PUSH
                && payload.i32le(20) == payload.length() - HEADER
                && payload.length() > HEADER
                && payload.u16le(6) != 0
                && ahead >= 0
                && ahead < MAX_WINDOW;
    }

    private static boolean isFilled(Payload payload) {
        int at = 0;
        while (at + HEADER <= payload.length()) {
            int command = payload.u8(at + 4);
            int data = payload.i32le(at + 20);
            boolean possible =
                    payload.i32(at) == payload.i32(0)
                            && command >= PUSH
                            && command <= LAST_COMMAND
                            && payload.u8(at + 5) <= MAX_FRAGMENTS
                            && data >= 0
                            && data <= payload.length()
                            && (command == PUSH || data == 0);
            if (!possible) {
                return false;
            }
            at += HEADER + data;
        }
        return at == payload.length();
    }
}
