package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Tailscale, by the messages with which its stations look for a way to each other.
final class TailscaleDissector implements Dissector {

    private static final Protocol TAILSCALE = Protocol.named("tailscale", Category.VPN);

    /// "TS" and a speech balloon.
    private static final int MAGIC = 0x5453_f09f;

    private static final int MAGIC_END = 0x92ac;

    /// Magic, the sender's key, a nonce, a check value, type and version.
    private static final int MIN_LENGTH = 6 + 32 + 24 + 16 + 2;

    private static final About ABOUT =
            About.of(TAILSCALE, "Tailscale")
                    .over(Transport.UDP)
                    .in("Tailscale's source, package disco")
                    .reads("the magic of a discovery message", 6)
                    .opens(MAGIC >>> 24);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean agrees =
                payload.length() >= MIN_LENGTH
                        && payload.i32(0) == MAGIC
                        && payload.u16(4) == MAGIC_END;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("tailscale-discovery");
        return Answer.YES;
    }
}
