package org.tapwarden.classifier.protocol.game;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// MapleStory, by what its server says first: a version, a patch in digits, two keys and a region
/// (no public specification; observed).
final class MapleStoryDissector implements Dissector {

    static final Protocol MAPLE_STORY = Protocol.named("maplestory", Category.GAMES);

    private static final int MAX_PATCH = 4;
    private static final int KEYS = 8;
    private static final int MAX_VERSION = 400;
    private static final int MAX_REGION = 9;
    private static final int LEAST = 6;
    private static final int BOUND = 2 + 4 + MAX_PATCH + KEYS + 1;

    private static final About ABOUT =
            About.of(MAPLE_STORY, "MapleStory")
                    .over(Transport.TCP)
                    .in("observed: the server's first message")
                    .reads("length, version, patch and region", BOUND)
                    .byShape()
                    .opensBetween(LEAST + KEYS, BOUND - 2);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.direction() == Direction.FROM_SOURCE || payload.number() != 1) {
            return Answer.NO;
        }
        int length = payload.length();
        if (length < LEAST || length > BOUND || payload.u16le(0) != length - 2) {
            return Answer.NO;
        }
        int version = payload.u16le(2);
        int patch = payload.u16le(4);
        if (version == 0
                || version > MAX_VERSION
                || patch < 1
                || patch > MAX_PATCH
                || length != LEAST + patch + KEYS + 1
                || payload.u8(length - 1) < 1
                || payload.u8(length - 1) > MAX_REGION) {
            return Answer.NO;
        }
        for (int at = LEAST; at < LEAST + patch; at++) {
            if (payload.u8(at) < '0' || payload.u8(at) > '9') {
                return Answer.NO;
            }
        }
        learnt.grounds("maplestory-hello");
        learnt.version(Integer.toString(version));
        return Answer.YES;
    }
}
