package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Direct Connect, by what hubs and clients say first: in the older protocol a lock or a name, in
/// the newer one their features (NMDC, ADC 1.0, section 4).
final class DirectConnectDissector implements Dissector {

    private static final Protocol DIRECT_CONNECT = Protocol.named("directconnect", Category.P2P);

    private static final String LOCK = "$Lock ";
    private static final String KEY = " Pk=";
    private static final String NAME = "$MyNick ";
    private static final String NAME_END = "|$Lock ";
    private static final int MAX_LOCK = 300;

    /// Kinds of messages: to the hub, from the hub, to a client; then the first command of all.
    private static final String SUPPORTED = "SUP AD";

    private static final int MAX_FEATURES = 80;

    private static final About ABOUT =
            About.of(DIRECT_CONNECT, "Direct Connect")
                    .over(Transport.TCP)
                    .in("NMDC protocol, $Lock and $MyNick; ADC 1.0, section 4")
                    .reads("a lock with its key, a name with a lock, or features", MAX_LOCK)
                    .opens("$", "H", "I", "C");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == 0) {
            return Answer.PERHAPS;
        }
        int end = Math.min(length, MAX_LOCK);
        return switch (payload.u8(0)) {
            case '$' -> lock(payload, end, learnt);
            case 'H', 'I', 'C' -> features(payload, end, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer lock(Payload payload, int end, Learnt learnt) {
        boolean named = Words.mayBegin(payload, NAME);
        if (!named && !Words.mayBegin(payload, LOCK)) {
            return Answer.NO;
        }
        if (end < NAME.length() || !Words.has(payload, 1, end, named ? NAME_END : KEY)) {
            return end == MAX_LOCK ? Answer.NO : Answer.PERHAPS;
        }
        learnt.grounds(named ? "nmdc-name-and-lock" : "nmdc-lock");
        return Answer.YES;
    }

    /// `HSUP ADBASE ADTIGR`: a feature is four characters.
    private static Answer features(Payload payload, int end, Learnt learnt) {
        int known = Math.min(end, 1 + SUPPORTED.length());
        for (int i = 1; i < known; i++) {
            if (payload.u8(i) != SUPPORTED.charAt(i - 1)) {
                return Answer.NO;
            }
        }
        int limit = Math.min(end, MAX_FEATURES);
        int at = 1 + "SUP".length();
        while (at + 7 < limit && payload.hasAt(at, " AD")) {
            at += 7;
            if (payload.u8(at) == '\n' && Words.has(payload, 0, at, " ADTIGR")) {
                learnt.grounds("adc-features");
                return Answer.YES;
            }
        }
        return at + 7 < limit || limit == MAX_FEATURES ? Answer.NO : Answer.PERHAPS;
    }
}
