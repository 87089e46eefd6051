package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Agora's network for calls and streams (SD-RTN), by the tags of its hello (observed). They are
/// those of Google's first QUIC, in a header of its own.
final class SdRtnDissector implements Dissector {

    static final Protocol SD_RTN = Protocol.named("sd-rtn", Category.CALLS);

    private static final int CLIENT_HELLO = 0x21;
    private static final int SERVER_HELLO = 0x23;
    private static final int TYPE = 4;
    private static final int TAG = 13;
    private static final int SERVER_NAME = 0x534e_4900;
    private static final int PEER = 0x5045_4944;
    private static final int MAX_LENGTH = 300;

    private static final About ABOUT =
            About.of(SD_RTN, "Agora SD-RTN")
                    .over(Transport.UDP)
                    .in("observed: hellos between clients and edge servers")
                    .reads("the type and the first tag", MAX_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < TAG + 6 || payload.u16(TYPE) != 0) {
            return Answer.NO;
        }
        int type = payload.u24(TYPE);
        if (type == SERVER_HELLO && payload.i32(TAG) == PEER) {
            learnt.grounds("sd-rtn-hello");
            return Answer.YES;
        }
        if (type != CLIENT_HELLO || payload.i32(TAG) != SERVER_NAME) {
            return Answer.NO;
        }
        learnt.grounds("sd-rtn-hello");
        int name = TAG + 6;
        int end = name + payload.u16le(TAG + 4);
        if (end <= Math.min(length, MAX_LENGTH)) {
            String host = Text.hostName(payload, name, end);
            if (host != null) {
                learnt.serverName(host);
            }
        }
        return Answer.YES;
    }
}
