package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// collectd's binary protocol: parts of a type and a length, one behind the other to the end of the
/// datagram; signed or encrypted ones start with a part that says so.
final class CollectdDissector implements Dissector {

    static final Protocol COLLECTD = Protocol.named("collectd", Category.NETWORK);

    private static final int HOST = 0x0000;
    private static final int LAST_TEXT = 0x0005;
    private static final int TIME = 0x0001;
    private static final int VALUES = 0x0006;
    private static final int INTERVAL = 0x0007;
    private static final int TIME_HIGH_RESOLUTION = 0x0008;
    private static final int INTERVAL_HIGH_RESOLUTION = 0x0009;
    private static final int MESSAGE = 0x0100;
    private static final int SEVERITY = 0x0101;
    private static final int SIGNED = 0x0200;
    private static final int ENCRYPTED = 0x0210;

    private static final int HEAD = 4;
    private static final int NUMBER = HEAD + 8;
    private static final int SIGNATURE = HEAD + 32;
    private static final int ENCRYPTED_LEAST = HEAD + 2 + 1 + 16 + 20;
    private static final int MAX_NAME = 256;
    private static final int MAX_PARTS = 512;
    private static final int LEAST_PARTS = 3;

    private static final About ABOUT =
            About.of(COLLECTD, "collectd")
                    .over(Transport.UDP)
                    .in("collectd binary protocol, section \"Protocol structure\"")
                    .reads("the types and lengths of all parts", Payload.MAX_LOOKED_AT)
                    .opens(HOST >>> 8, SIGNED >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < HEAD + 2) {
            return Answer.NO;
        }
        boolean known =
                switch (payload.u16(0)) {
                    case HOST, TIME, TIME_HIGH_RESOLUTION -> areParts(payload, 0);
                    case SIGNED -> isSigned(payload);
                    case ENCRYPTED -> isEncrypted(payload);
                    default -> false;
                };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("collectd-parts");
        return Answer.YES;
    }

    private static boolean areParts(Payload payload, int from) {
        int end = payload.length();
        int at = from;
        int known = 0;
        for (int i = 0; i < MAX_PARTS && at < end; i++) {
            if (at + HEAD >= end) {
                return false;
            }
            int type = payload.u16(at);
            int size = payload.u16(at + 2);
            if (size <= HEAD || at + size > end) {
                return false;
            }
            switch (kind(payload, at, type, size)) {
                case 1 -> known++;
                case 0 -> {
                    return false;
                }
                default -> {}
            }
            at += size;
        }
        return known >= LEAST_PARTS;
    }

    /// 1 when the part is right, 0 when it is wrong, -1 when its type is not known: those are
    /// skipped.
    private static int kind(Payload payload, int at, int type, int size) {
        boolean right =
                switch (type) {
                    case TIME, INTERVAL, TIME_HIGH_RESOLUTION, INTERVAL_HIGH_RESOLUTION, SEVERITY ->
                            size == NUMBER;
                    case VALUES -> size == HEAD + 2 + 9 * payload.u16(at + HEAD);
                    case HOST, 2, 3, 4, LAST_TEXT, MESSAGE -> payload.u8(at + size - 1) == 0;
                    default -> size < 0;
                };
        boolean foreign = type > INTERVAL_HIGH_RESOLUTION && type != MESSAGE && type != SEVERITY;
        return right ? 1 : foreign ? -1 : 0;
    }

    /// A digest and the user's name, then the parts.
    private static boolean isSigned(Payload payload) {
        int size = payload.u16(2);
        return size > SIGNATURE
                && size <= SIGNATURE + MAX_NAME
                && size < payload.length()
                && isText(payload, SIGNATURE, size)
                && areParts(payload, size);
    }

    /// The user's name; the rest of the datagram cannot be read.
    private static boolean isEncrypted(Payload payload) {
        if (payload.length() < ENCRYPTED_LEAST || payload.u16(2) != payload.length()) {
            return false;
        }
        int name = payload.u16(HEAD);
        return name >= 1
                && name <= MAX_NAME
                && HEAD + 2 + name + 16 + 20 <= payload.length()
                && isText(payload, HEAD + 2, HEAD + 2 + name);
    }

    private static boolean isText(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) < ' ' || payload.u8(i) == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
