package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Nano's network of nodes: both sides begin with the handshake of a node, or keep each other alive
/// over UDP (Nano protocol, message header).
final class NanoDissector implements Dissector {

    private static final Protocol NANO = Protocol.named("nano", Category.P2P);

    private static final int HEADER = 8;
    private static final int HANDSHAKE = 0x0a;
    private static final int KEEP_ALIVE = 0x02;

    /// Eight peers with address and port.
    private static final int KEEP_ALIVE_LENGTH = HEADER + 8 * 18;

    private static final int COOKIE = 32;
    private static final int MIN_VERSION = 7;
    private static final int MAX_VERSION = 64;

    private static final About ABOUT =
            About.of(NANO, "Nano")
                    .over(Transport.TCP, Transport.UDP)
                    .in("Nano protocol specification, message header")
                    .reads("the headers of both sides' handshakes", KEEP_ALIVE_LENGTH)
                    .byShape()
                    .opens("R");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        int length = payload.length();
        if (length < HEADER) {
            boolean begins = length == 0 || payload.u8(0) == 'R';
            if (stream && begins) {
                learnt.remember(payload.remembered());
                return Answer.PERHAPS;
            }
            return Answer.NO;
        }
        if (payload.u8(0) != 'R' || !isHeader(payload, stream)) {
            return Answer.NO;
        }
        // A datagram's length is fixed; a stream's other side has to agree.
        long mine = 1L + payload.direction().ordinal();
        if ((payload.remembered() | mine) != 3) {
            learnt.remember(payload.remembered() | mine);
            return Answer.PERHAPS;
        }
        learnt.grounds("nano-header");
        learnt.version(Integer.toString(payload.u8(3)));
        return Answer.YES;
    }

    /// Which network; the newest version, the used one, the oldest; a type; flags.
    private static boolean isHeader(Payload payload, boolean stream) {
        int network = payload.u8(1);
        int type = payload.u8(5);
        int newest = payload.u8(2);
        int used = payload.u8(3);
        int oldest = payload.u8(4);
        boolean known = network == 'A' || network == 'B' || network == 'C' || network == 'X';
        boolean ordered = newest >= used && used >= oldest && oldest >= MIN_VERSION;
        if (!known || !ordered || newest > MAX_VERSION) {
            return false;
        }
        return stream
                ? type == HANDSHAKE
                        && (payload.u8(6) & 3) != 0
                        && payload.length() >= HEADER + COOKIE
                : type == KEEP_ALIVE && payload.length() == KEEP_ALIVE_LENGTH;
    }
}
