package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Lustre's network, by the request to accept a connection, by the hello behind it, or by a
/// message's header (Lustre source, `lnet/include/uapi/linux/lnet/lnet-types.h` and `socklnd.h`).
final class LustreDissector implements Dissector {
    static final Protocol LUSTRE = Protocol.named("lustre", Category.FILE_SERVICE);

    private static final int ACCEPTOR = 0xacce_7100;
    private static final int HELLO = 0x4572_6963;
    private static final int MESSAGE = 0xc1;
    private static final int MESSAGE_HEADER = 24;
    private static final int LUSTRE_PROCESS = 12_345;
    private static final int BOUND = 48;

    private static final About ABOUT =
            About.of(LUSTRE, "Lustre")
                    .over(Transport.TCP)
                    .in("Lustre LNet, lnet-types.h and socklnd.h")
                    .reads("the acceptor's request, the hello, or a message's header", BOUND)
                    .opens(0x00, 0x63, MESSAGE);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 8) {
            return length == 0 || isFirst(payload.u8(0)) ? Answer.PERHAPS : Answer.NO;
        }
        int magic = payload.i32le(0);
        int version = payload.i32le(4);
        if ((magic == ACCEPTOR && version == 1)
                || (magic == HELLO && version >= 1 && version <= 4)) {
            learnt.grounds("lustre-connection");
            return Answer.YES;
        }
        if (magic != MESSAGE) {
            return Answer.NO;
        }
        if (length < BOUND) {
            return Answer.PERHAPS;
        }
        for (int at = 8; at < MESSAGE_HEADER; at += 4) {
            if (payload.i32(at) != 0) {
                return Answer.NO;
            }
        }
        if (payload.i32le(MESSAGE_HEADER + 16) != LUSTRE_PROCESS
                || payload.i32le(MESSAGE_HEADER + 20) != LUSTRE_PROCESS) {
            return Answer.NO;
        }
        learnt.grounds("lustre-message");
        return Answer.YES;
    }

    private static boolean isFirst(int c) {
        return c == 0x00 || c == 0x63 || c == MESSAGE;
    }
}
