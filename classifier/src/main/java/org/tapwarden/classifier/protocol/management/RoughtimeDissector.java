package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Roughtime, which tells the time with a signature: messages are maps from tags of four letters to
/// values, with offsets before them (draft-ietf-ntp-roughtime, section 4), newer ones behind eight
/// letters and a length (section 5).
final class RoughtimeDissector implements Dissector {

    static final Protocol ROUGHTIME = Protocol.named("roughtime", Category.NETWORK);

    private static final String FRAME = "ROUGHTIM";
    private static final int FRAME_HEAD = 12;
    private static final int MAX_TAGS = 16;
    private static final int LEAST = 8 * 2;

    private static final int NONCE = tag('N', 'O', 'N', 'C');
    private static final int SIGNATURE = tag('S', 'I', 'G', 0);
    private static final int SIGNED_RESPONSE = tag('S', 'R', 'E', 'P');

    private static final About ABOUT =
            About.of(ROUGHTIME, "Roughtime")
                    .over(Transport.UDP)
                    .in("draft-ietf-ntp-roughtime, sections 4 and 5")
                    .reads("offsets that rise and the tags of a request or response", 8 * MAX_TAGS)
                    .opens(FRAME)
                    .opensBetween(2, MAX_TAGS);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < LEAST) {
            return Answer.NO;
        }
        boolean framed = payload.hasAt(0, FRAME);
        boolean known =
                framed
                        ? length >= FRAME_HEAD + LEAST && payload.i32le(8) == length - FRAME_HEAD
                        : isMap(payload);
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds(framed ? "roughtime-frame" : "roughtime-tags");
        return Answer.YES;
    }

    private static boolean isMap(Payload payload) {
        int tags = payload.i32le(0);
        if (tags < 2 || tags > MAX_TAGS || 8 * tags > payload.length()) {
            return false;
        }
        int room = payload.length() - 8 * tags;
        int before = 0;
        for (int i = 1; i < tags; i++) {
            int offset = payload.i32le(4 * i);
            if (offset < before || offset > room || offset % 4 != 0) {
                return false;
            }
            before = offset;
        }
        boolean nonce = false;
        boolean signature = false;
        boolean response = false;
        for (int i = 0; i < tags; i++) {
            int tag = payload.i32(4 * (tags + i));
            nonce |= tag == NONCE;
            signature |= tag == SIGNATURE;
            response |= tag == SIGNED_RESPONSE;
        }
        return nonce || (signature && response);
    }

    private static int tag(int a, int b, int c, int d) {
        return a << 24 | b << 16 | c << 8 | d;
    }
}
