package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Yggdrasil's links in clear, by the word and the version that both ends begin with. Its links
/// over TLS cannot be told from other TLS.
final class YggdrasilDissector implements Dissector {

    private static final Protocol YGGDRASIL = Protocol.named("yggdrasil", Category.VPN);

    private static final String WORD = "meta";

    /// The word, a number in two bytes and a key. The number is the version up to 0.4, where its
    /// first byte is 0, and since then the length of the rest, which is not as much as 256.
    private static final int HEADER = WORD.length() + 2 + 32;

    private static final About ABOUT =
            About.of(YGGDRASIL, "Yggdrasil")
                    .over(Transport.TCP)
                    .in("Yggdrasil's source, version.go")
                    .reads("what both ends begin with", HEADER)
                    .opens(WORD);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = Math.min(payload.length(), WORD.length());
        if (!payload.hasAt(0, WORD.substring(0, known))
                || (payload.length() > WORD.length() && payload.u8(WORD.length()) != 0)) {
            return Answer.NO;
        }
        long said = 1L << payload.direction().ordinal();
        if (payload.length() < HEADER) {
            learnt.remember(payload.remembered());
            return Answer.PERHAPS;
        }
        long both = payload.remembered() | said;
        if (both != 0b11) {
            learnt.remember(both);
            return Answer.PERHAPS;
        }
        learnt.grounds("yggdrasil-word");
        return Answer.YES;
    }
}
