package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Raw printing, by the universal exit language that opens a job (HP, "Printer Job Language
/// Technical Reference Manual", chapter 1).
final class JetDirectDissector implements Dissector {
    static final Protocol PJL = Protocol.named("pjl", Category.FILE_SERVICE);

    private static final String UNIVERSAL_EXIT = "\u001b%-12345X";

    private static final About ABOUT =
            About.of(PJL, "Raw printing (JetDirect, PJL)")
                    .over(Transport.TCP)
                    .in("HP, Printer Job Language Technical Reference Manual, chapter 1")
                    .reads("the universal exit language before a job", 9)
                    .opens(UNIVERSAL_EXIT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, UNIVERSAL_EXIT);
        if (answer == Answer.YES) {
            learnt.grounds("pjl-exit");
        }
        return answer;
    }
}
