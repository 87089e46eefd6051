package org.tapwarden.classifier.protocol.game;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RakNet, by the sixteen bytes of its offline messages, or by frames and acknowledgements whose
/// lengths agree (Jenkins Software, RakNet source, MessageIdentifiers.h; minecraft.wiki, "Bedrock
/// Edition protocol").
final class RakNetDissector implements Dissector {

    static final Protocol RAKNET = Protocol.named("raknet", Category.GAMES);

    private static final long OFFLINE_HIGH = 0x00ff_ff00_fefe_fefeL;
    private static final long OFFLINE_LOW = 0xfdfd_fdfd_1234_5678L;
    private static final int OFFLINE = 16;
    private static final int PING = 1;
    private static final int PING_TIME = 8;
    private static final int PONG = 0x1c;
    private static final int PONG_SIGN = 17;
    private static final int PONG_TEXT = PONG_SIGN + OFFLINE + 2;

    /// A relay's header in front, with its length.
    private static final int RELAYED = 1;

    private static final int LEAST_RELAYED = 8;
    private static final int MAX_RANGES = 512;
    private static final int MANY_RANGES = 3;

    private static final About ABOUT =
            About.of(RAKNET, "RakNet")
                    .over(Transport.UDP)
                    .in("Jenkins Software, RakNet source; minecraft.wiki, Bedrock protocol")
                    .reads("the sign of offline messages, or frames", 1_500)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < 7) {
            return Answer.NO;
        }
        int kind = payload.u8(0);
        if (length > OFFLINE && isSign(payload, 1)) {
            return offline(payload, 0, learnt);
        }
        if (kind <= PING + 1
                && length >= 1 + PING_TIME + OFFLINE
                && isSign(payload, 1 + PING_TIME)) {
            return yes(learnt, "raknet-ping");
        }
        if (kind == RELAYED && payload.u8(1) == 0) {
            int at = payload.u16(2);
            return at >= LEAST_RELAYED && length > at + OFFLINE && isSign(payload, at + 1)
                    ? offline(payload, at, learnt)
                    : Answer.NO;
        }
        if (kind == PONG && length >= PONG_SIGN + OFFLINE && isSign(payload, PONG_SIGN)) {
            if (payload.hasAt(PONG_TEXT, "MCPE;") || payload.hasAt(PONG_TEXT, "MCEE;")) {
                learnt.application("minecraft", Category.GAMES);
            }
            return yes(learnt, "raknet-pong");
        }
        if (kind == 0xc0 || kind == 0xa0) {
            return acknowledgement(payload, learnt);
        }
        return (kind & 0xf0) == 0x80 && isFrame(payload) ? yes(learnt, "raknet-frame") : Answer.NO;
    }

    private static Answer yes(Learnt learnt, String grounds) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    /// Roblox has numbers of its own for these messages.
    private static Answer offline(Payload payload, int at, Learnt learnt) {
        if ((payload.u8(at) & 0xf0) == 0x70) {
            learnt.application("roblox", Category.GAMES);
        }
        return yes(learnt, "raknet-offline");
    }

    private static boolean isSign(Payload payload, int at) {
        return payload.i64(at) == OFFLINE_HIGH && payload.i64(at + 8) == OFFLINE_LOW;
    }

    /// A count of ranges, each a number or two; the last ends the datagram.
    private static Answer acknowledgement(Payload payload, Learnt learnt) {
        int count = payload.u16(1);
        int length = payload.length();
        if (count == 0 || count > MAX_RANGES) {
            return Answer.NO;
        }
        int at = 3;
        for (int i = 0; i < count; i++) {
            if (at + 4 > length) {
                return Answer.NO;
            }
            boolean single = payload.u8(at) == 1;
            int size = single ? 4 : 7;
            if ((!single && payload.u8(at) != 0)
                    || at + size > length
                    || payload.u8(at + 3) != 0
                    || (!single
                            && (payload.u8(at + 6) != 0
                                    || payload.u16le(at + 1) >= payload.u16le(at + 4)))) {
                return Answer.NO;
            }
            at += size;
        }
        if (at != length) {
            return Answer.NO;
        }
        if (count >= MANY_RANGES || payload.remembered() != 0) {
            return yes(learnt, "raknet-acknowledgement");
        }
        learnt.remember(1);
        return Answer.PERHAPS;
    }

    /// One of the first packets, whose frames end where the datagram ends and hold a message that
    /// opens a connection or keeps it.
    private static boolean isFrame(Payload payload) {
        int length = Math.min(payload.length(), ABOUT.bound());
        int at = 4;
        boolean known = false;
        if (payload.u8(3) != 0) {
            return false;
        }
        while (at + 3 < length) {
            int flags = payload.u8(at);
            int bits = payload.u16(at + 1);
            int reliability = flags >>> 5;
            if ((flags & 0x0f) != 0 || bits == 0 || (bits & 7) != 0) {
                return false;
            }
            at += 3;
            at += reliability >= 2 && reliability != 5 ? 3 : 0;
            at += reliability == 1 || reliability == 4 ? 3 : 0;
            at +=
                    reliability == 1 || reliability == 3 || reliability == 4 || reliability == 7
                            ? 4
                            : 0;
            at += (flags & 0x10) != 0 ? 10 : 0;
            if (at >= length) {
                return false;
            }
            int size = bits >>> 3;
            known |= (flags & 0x10) == 0 && isKnown(payload.u8(at), size);
            at += size;
        }
        return known && at == payload.length();
    }

    private static boolean isKnown(int message, int size) {
        return switch (message) {
            case 0x00 -> size == 9;
            case 0x03, 0x09 -> size == 17 || size == 18;
            case 0x10, 0x13 -> size >= 30;
            default -> false;
        };
    }
}
