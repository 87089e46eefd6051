package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// ZeroTier, by the packet with which a station introduces itself (ZeroTier protocol, HELLO).
///
/// The address it sends from stands twice: in the packet's header, and in its identity.
final class ZeroTierDissector implements Dissector {

    private static final Protocol ZEROTIER = Protocol.named("zerotier", Category.VPN);

    private static final int DESTINATION = 8;
    private static final int SOURCE = 13;
    private static final int FLAGS = 18;
    private static final int CIPHER = 0x38;
    private static final int VERB = 27;
    private static final int HELLO = 1;
    private static final int PROTOCOL_VERSION = 28;
    private static final int IDENTITY = 41;
    private static final int MIN_LENGTH = IDENTITY + 5 + 1 + 64 + 1;

    private static final About ABOUT =
            About.of(ZEROTIER, "ZeroTier")
                    .over(Transport.UDP)
                    .in("ZeroTier's source, Packet.hpp")
                    .reads("a hello: verb, version, and the sender's address twice", MIN_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < MIN_LENGTH
                || (payload.u8(VERB) & 0x1f) != HELLO
                || (payload.u8(FLAGS) & CIPHER) != 0) {
            return Answer.NO;
        }
        int version = payload.u8(PROTOCOL_VERSION);
        boolean agrees =
                version >= 4
                        && version <= 32
                        && payload.i32(SOURCE) != 0
                        && payload.i32(SOURCE) == payload.i32(IDENTITY)
                        && payload.u8(SOURCE + 4) == payload.u8(IDENTITY + 4)
                        && payload.i32(DESTINATION) != payload.i32(SOURCE)
                        && payload.u8(IDENTITY + 5) <= 1;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("zerotier-hello");
        learnt.software(
                "ZeroTier "
                        + payload.u8(PROTOCOL_VERSION + 1)
                        + '.'
                        + payload.u8(PROTOCOL_VERSION + 2)
                        + '.'
                        + payload.u16(PROTOCOL_VERSION + 3));
        return Answer.YES;
    }
}
