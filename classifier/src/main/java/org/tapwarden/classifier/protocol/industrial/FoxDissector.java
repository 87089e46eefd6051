package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.HttpHead;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Niagara's Fox, by the words that open it (Tridium Niagara framework; observed).
final class FoxDissector implements Dissector {

    static final Protocol FOX = Protocol.named("niagara-fox", Category.INDUSTRIAL);

    private static final String START = "fox a ";
    private static final String VERSION = "fox.version=s:";
    private static final int BOUND = 256;

    private static final About ABOUT =
            About.of(FOX, "Niagara Fox")
                    .over(Transport.TCP)
                    .in("observed: the hello of Niagara stations")
                    .reads("the first words and the version", BOUND)
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (end < START.length()) {
            return payload.hasAt(0, START.substring(0, end)) ? Answer.PERHAPS : Answer.NO;
        }
        if (!payload.hasAt(0, START)) {
            return Answer.NO;
        }
        learnt.grounds("fox-hello");
        for (int at = START.length(); at + VERSION.length() < end; at++) {
            if (payload.u8(at) == 'f' && payload.hasAt(at, VERSION)) {
                int from = at + VERSION.length();
                int lineEnd = HttpHead.lineEnd(payload, from, end);
                String version = lineEnd < 0 ? null : Text.of(payload, from, lineEnd);
                if (version != null) {
                    learnt.version(version);
                }
                return Answer.YES;
            }
        }
        return Answer.YES;
    }
}
