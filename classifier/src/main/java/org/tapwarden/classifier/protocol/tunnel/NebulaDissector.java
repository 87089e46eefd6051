package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Nebula, by both halves of its handshake.
///
/// The first has no index yet and counts 1, the second has the asker's index and counts 2; both
/// have a version, a type and zeros in a fixed place.
final class NebulaDissector implements Dissector {

    private static final Protocol NEBULA = Protocol.named("nebula", Category.VPN);

    /// Version 1, type handshake, first kind of it, nothing reserved in use.
    private static final int HANDSHAKE = 0x1000_0000;

    private static final int HEADER = 16;

    /// The header, an ephemeral key, a static key and a certificate.
    private static final int MIN_LENGTH = HEADER + 32 + 32;

    private static final About ABOUT =
            About.of(NEBULA, "Nebula")
                    .over(Transport.UDP)
                    .in("Nebula's source, package header")
                    .reads("the headers of a handshake's both halves", HEADER)
                    .opens(HANDSHAKE >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < MIN_LENGTH || payload.i32(0) != HANDSHAKE) {
            return Answer.NO;
        }
        int index = payload.i32(4);
        long counter = payload.i64(8);
        long asked = 1L + payload.direction().ordinal();
        if (index == 0 && counter == 1) {
            learnt.remember(asked);
            return Answer.PERHAPS;
        }
        boolean answers = payload.remembered() != 0 && payload.remembered() != asked;
        if (index == 0 || counter != 2 || !answers) {
            return Answer.NO;
        }
        learnt.grounds("nebula-handshake");
        return Answer.YES;
    }
}
