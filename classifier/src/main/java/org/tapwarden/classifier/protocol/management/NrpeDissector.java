package org.tapwarden.classifier.protocol.management;

import java.util.zip.CRC32;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Nagios' remote plugin executor without TLS: packets that carry a checksum of themselves (NRPE
/// protocol definition, versions 2 to 4). What is asked for stays unread.
final class NrpeDissector implements Dissector {

    static final Protocol NRPE = Protocol.named("nrpe", Category.NETWORK);

    private static final int HEAD = 16;
    private static final int CHECKSUM = 4;
    private static final int AFTER_CHECKSUM = 8;
    private static final int V2_PACKET = 1036;
    private static final int BUFFER_LENGTH = 12;
    private static final int MAX_BUFFER = 8192;

    /// Version 3 ends in up to four bytes of padding.
    private static final int MAX_PADDING = 4;

    private static final int REQUEST = 1;
    private static final int RESPONSE = 2;

    private static final About ABOUT =
            About.of(NRPE, "Nagios Remote Plugin Executor")
                    .over(Transport.TCP)
                    .in("NRPE protocol definition (common.h of NRPE 4)")
                    .reads(
                            "version, type and the packet's checksum",
                            HEAD + MAX_BUFFER + MAX_PADDING)
                    .opens(0);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 4) {
            return length < 1 || payload.u8(0) == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int version = payload.u16(0);
        int type = payload.u16(2);
        if (version < 2 || version > 4 || (type != REQUEST && type != RESPONSE)) {
            return Answer.NO;
        }
        if (length < HEAD) {
            return Answer.PERHAPS;
        }
        int least = version == 2 ? V2_PACKET : HEAD + payload.i32(BUFFER_LENGTH);
        int most = version == 2 ? V2_PACKET : least + MAX_PADDING;
        if (least < HEAD || least > HEAD + MAX_BUFFER || length > most) {
            return Answer.NO;
        }
        if (length < least) {
            return Answer.PERHAPS;
        }
        if (!isIntact(payload)) {
            return length < most ? Answer.PERHAPS : Answer.NO;
        }
        learnt.grounds("nrpe-checksum");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }

    /// The checksum counts itself as zero.
    private static boolean isIntact(Payload payload) {
        var crc = new CRC32();
        byte[] array = payload.array();
        crc.update(array, payload.at(), CHECKSUM);
        crc.update(new byte[AFTER_CHECKSUM - CHECKSUM]);
        crc.update(array, payload.at() + AFTER_CHECKSUM, payload.length() - AFTER_CHECKSUM);
        return (int) crc.getValue() == payload.i32(CHECKSUM);
    }
}
