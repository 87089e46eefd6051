package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Cisco's Skinny (SCCP), by the frames on its port: a length, a version that exists, a message
/// that exists, and the next frame where the length says (observed; Cisco documents the messages
/// only).
final class SkinnyDissector implements Dissector {

    static final Protocol SKINNY = Protocol.named("ciscoskinny", Category.CALLS);

    private static final int PORT = 2000;
    private static final int HEADER = 12;
    private static final int REGISTER = 1;
    private static final int LAST_MESSAGE = 0x160;
    private static final int LAST_VERSION = 0x20;
    private static final int MAX_LENGTH = 3000;

    private static final About ABOUT =
            About.of(SKINNY, "Skinny (Cisco SCCP)")
                    .over(Transport.TCP)
                    .in("observed: frames between phones and their manager")
                    .reads("headers of frames", MAX_LENGTH + 2 * HEADER)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (!payload.hasPort(PORT)) {
            return Answer.NO;
        }
        if (known < HEADER) {
            learnt.remember(payload.remembered());
            return Answer.PERHAPS;
        }
        if (!isHeader(payload, 0)) {
            return Answer.NO;
        }
        int end = 8 + payload.i32le(0);
        if (known < end) {
            learnt.remember(payload.remembered());
            return Answer.PERHAPS;
        }
        boolean another = known >= end + HEADER && isHeader(payload, end);
        if (known >= end + HEADER && !another) {
            return Answer.NO;
        }
        long side = 1L + payload.direction().ordinal();
        boolean both = (payload.remembered() | side) == 3;
        if (another || both || isRegistration(payload, end)) {
            learnt.grounds("skinny-frames");
            return Answer.YES;
        }
        learnt.remember(payload.remembered() | side);
        return Answer.PERHAPS;
    }

    private static boolean isHeader(Payload payload, int at) {
        int length = payload.i32le(at);
        int version = payload.i32le(at + 4);
        int message = payload.i32le(at + 8);
        return length >= 4
                && length <= MAX_LENGTH
                && version >= 0
                && version <= LAST_VERSION
                && message >= 0
                && message <= LAST_MESSAGE;
    }

    /// The first that a phone says; its name in letters and digits comes first.
    private static boolean isRegistration(Payload payload, int end) {
        if (payload.i32le(8) != REGISTER || end < HEADER + 24) {
            return false;
        }
        for (int i = HEADER; i < HEADER + 8; i++) {
            int c = payload.u8(i);
            if (c <= ' ' || c > 'z') {
                return false;
            }
        }
        return true;
    }
}
