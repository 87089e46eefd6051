package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Bacula and Bareos, by the hello with its length in front (Bacula, "Developer's Guide", "Daemon
/// Protocol").
final class BaculaDissector implements Dissector {
    static final Protocol BACULA = Protocol.named("bacula", Category.FILE_SERVICE);

    private static final int MAX_HELLO = 256;
    private static final String HELLO = "Hello ";
    private static final String CALLING = " calling";

    private static final About ABOUT =
            About.of(BACULA, "Bacula, Bareos")
                    .over(Transport.TCP)
                    .in("Bacula Developer's Guide, Daemon Protocol")
                    .reads("the hello and its length", 4 + MAX_HELLO)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 4 + HELLO.length()) {
            boolean possible =
                    (length < 1 || payload.u8(0) == 0)
                            && (length < 2 || payload.u8(1) == 0)
                            && (length < 5 || payload.u8(4) == 'H');
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32(0);
        if (size < HELLO.length() + CALLING.length()
                || size > MAX_HELLO
                || !payload.hasAt(4, HELLO)) {
            return Answer.NO;
        }
        if (length < 4 + size) {
            return Answer.PERHAPS;
        }
        if (Opening.find(payload, 4 + HELLO.length(), 4 + size, CALLING) < 0) {
            return Answer.NO;
        }
        learnt.grounds("bacula-hello");
        return Answer.YES;
    }
}
