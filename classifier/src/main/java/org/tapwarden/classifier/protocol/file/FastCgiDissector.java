package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// FastCGI, by the record that begins a request (FastCGI specification 1.0, sections 3.3 and 5.1).
final class FastCgiDissector implements Dissector {
    static final Protocol FASTCGI = Protocol.named("fastcgi", Category.WEB);

    private static final int RECORD = 16;

    private static final About ABOUT =
            About.of(FASTCGI, "FastCGI")
                    .over(Transport.TCP)
                    .in("FastCGI specification 1.0, sections 3.3 and 5.1")
                    .reads("the record that begins a request", RECORD)
                    .opens(1);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < RECORD) {
            boolean possible =
                    (length < 1 || payload.u8(0) == 1) && (length < 2 || payload.u8(1) == 1);
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        boolean agrees =
                payload.u16(0) == 0x0101
                        && payload.i32(4) == 0x0008_0000
                        && payload.u16(8) >= 1
                        && payload.u16(8) <= 3
                        && payload.u8(10) <= 1
                        && payload.u8(11) == 0
                        && payload.i32(12) == 0;
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("fastcgi-begin");
        return Answer.YES;
    }
}
