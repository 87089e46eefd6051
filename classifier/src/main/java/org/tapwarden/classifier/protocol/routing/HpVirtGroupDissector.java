package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// What a port list calls HP Virtual Machine Group Management: records of a type, a length and
/// encrypted bytes. The first record of each side has a fixed type and a zero, and all of it has to
/// be there and fit before both sides convince.
final class HpVirtGroupDissector implements Dissector {

    static final Protocol HP_VIRTGRP = Protocol.named("hp_virtgrp", Category.NETWORK);

    private static final int HEAD = 4;
    private static final int HELLO = 0x16;
    private static final int ANSWER = 0x17;
    private static final int RECORD = 0x30;
    private static final int LEAST = 32;
    private static final int MAX_RECORD = 512;

    private static final About ABOUT =
            About.of(HP_VIRTGRP, "HP virtual machine group management")
                    .over(Transport.TCP)
                    .in("observed: records of a type and a length on port 5223")
                    .reads("the first record of both sides", MAX_RECORD)
                    .byShape()
                    .opens(HELLO, ANSWER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean client = payload.direction() == Direction.FROM_SOURCE;
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != (client ? HELLO : ANSWER)) {
            return Answer.NO;
        }
        if (!client && payload.remembered() != 1) {
            return Answer.NO;
        }
        if (payload.length() < HEAD) {
            return perhaps(!client, learnt);
        }
        int size = payload.u16(1);
        if (payload.u8(3) != 0 || size < LEAST || size > MAX_RECORD) {
            return Answer.NO;
        }
        int length = payload.length();
        if (length < size) {
            return perhaps(!client, learnt);
        }
        if (length > size && payload.u8(size) != RECORD) {
            return Answer.NO;
        }
        if (client) {
            return perhaps(true, learnt);
        }
        learnt.grounds("hp-virtgrp-records");
        return Answer.YES;
    }

    private static Answer perhaps(boolean clientSeen, Learnt learnt) {
        if (clientSeen) {
            learnt.remember(1);
        }
        return Answer.PERHAPS;
    }
}
