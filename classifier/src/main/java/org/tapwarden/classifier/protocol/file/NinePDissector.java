package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// 9P, the file protocol of Plan 9 and of virtual machines, by the negotiation of its version (Plan
/// 9 manual, section 5, "version").
final class NinePDissector implements Dissector {
    static final Protocol NINE_P = Protocol.named("9p", Category.FILE_SERVICE);

    private static final int VERSION_AT = 13;
    private static final String VERSION = "9P2000";
    private static final int SHORTEST = VERSION_AT + VERSION.length();
    private static final int LONGEST = 32;

    private static final About ABOUT =
            About.of(NINE_P, "9P")
                    .over(Transport.TCP)
                    .in("Plan 9 manual, section 5, intro and version")
                    .reads("the version message: sizes, tag, version", LONGEST)
                    .opensBetween(SHORTEST, LONGEST);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 5) {
            return length == 0 || isSize(payload.u8(0)) ? Answer.PERHAPS : Answer.NO;
        }
        int size = payload.i32le(0);
        int type = payload.u8(4);
        boolean possible = isSize(size) && (type == 100 || type == 101);
        if (!possible) {
            return Answer.NO;
        }
        if (length < size) {
            return Answer.PERHAPS;
        }
        boolean agrees =
                payload.u16(5) == 0xffff
                        && payload.u16le(VERSION_AT - 2) == size - VERSION_AT
                        && payload.hasAt(VERSION_AT, VERSION);
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("9p-version");
        String version = Text.of(payload, VERSION_AT, size);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }

    private static boolean isSize(int size) {
        return size >= SHORTEST && size <= LONGEST;
    }
}
