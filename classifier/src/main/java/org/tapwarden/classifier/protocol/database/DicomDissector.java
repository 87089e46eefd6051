package org.tapwarden.classifier.protocol.database;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DICOM, by a request for an association (DICOM PS3.8, section 9.3.2). The names of stations are
/// never learnt.
final class DicomDissector implements Dissector {

    static final Protocol DICOM = Protocol.named("dicom", Category.DATABASE);

    private static final int REQUEST = 1;
    private static final int ACCEPT = 2;
    private static final int CALLED = 10;
    private static final int CONTEXT = 74;
    private static final int APPLICATION_CONTEXT = 0x10;
    private static final String OBJECT = "1.2.840.10008.3.1.1.1";

    private static final About ABOUT =
            About.of(DICOM, "DICOM")
                    .over(Transport.TCP)
                    .in("DICOM PS3.8, sections 9.3.2 and 9.3.3")
                    .reads("the association request and its application context", 99)
                    .opens(REQUEST, ACCEPT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean possible =
                (payload.length() < 1 || payload.u8(0) == REQUEST || payload.u8(0) == ACCEPT)
                        && (payload.length() < 4 || (payload.u8(1) == 0 && payload.u16(2) == 0))
                        && (payload.length() < CALLED || payload.i32(6) == 0x0001_0000);
        if (!possible) {
            return Answer.NO;
        }
        int context = CONTEXT + 4;
        if (payload.length() < context + OBJECT.length()) {
            return Answer.PERHAPS;
        }
        if (payload.u8(CONTEXT) != APPLICATION_CONTEXT || !payload.hasAt(context, OBJECT)) {
            return Answer.NO;
        }
        learnt.grounds("dicom-associate");
        return Answer.YES;
    }
}
