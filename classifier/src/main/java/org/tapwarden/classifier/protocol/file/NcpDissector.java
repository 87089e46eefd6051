package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// NetWare's core protocol over TCP, by the signature before each request (observed: `DmdT` with
/// its length and a request code; Novell, "NetWare Core Protocols").
final class NcpDissector implements Dissector {
    static final Protocol NCP = Protocol.named("ncp", Category.FILE_SERVICE);

    private static final int REQUEST = 0x446d_6454;
    private static final int REPLY = 0x744e_6350;
    private static final int HEADER = 18;
    private static final int MAX_SIZE = 0x1_ffff;

    private static final About ABOUT =
            About.of(NCP, "NetWare Core Protocol")
                    .over(Transport.TCP)
                    .in("Novell, NetWare Core Protocols, NCP over TCP/IP")
                    .reads("signature, length and request code", HEADER)
                    .opens("DmdT", "tNcP");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        Answer request = Opening.of(payload, "DmdT");
        Answer reply = Opening.of(payload, "tNcP");
        if (length < HEADER) {
            return request == Answer.NO && reply == Answer.NO ? Answer.NO : Answer.PERHAPS;
        }
        int magic = payload.i32(0);
        int size = payload.i32(4);
        int code = payload.u16(magic == REQUEST ? 16 : 8);
        boolean known =
                magic == REQUEST
                        ? code == 0x1111 || code == 0x2222 || code == 0x5555
                        : magic == REPLY && (code == 0x3333 || code == 0x9999);
        if (!known || size < 8 || size > MAX_SIZE) {
            return Answer.NO;
        }
        learnt.grounds("ncp-signature");
        return Answer.YES;
    }
}
