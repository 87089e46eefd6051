package org.tapwarden.classifier.protocol.chat;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Telegram, by MTProto's plain transports and the queries to the servers that pass calls on
/// (core.telegram.org/mtproto/mtproto-transports and /mtproto/auth_key). The obfuscated transport
/// looks like noise and stays unknown.
final class TelegramDissector implements Dissector {

    static final Protocol TELEGRAM = Protocol.named("telegram", Category.SOCIAL);

    private static final int ABRIDGED = 0xef;
    private static final int INTERMEDIATE = 0xeeee_eeee;

    private static final int REQUEST_KEY = 0x7897_4660;
    private static final int REQUEST_KEY_MULTI = 0xf18e_7ebe;

    /// Key 0, message number, length, request, nonce.
    private static final int REQUEST = 8 + 8 + 4 + 4 + 16;

    private static final int TAG = 16;
    private static final int QUERY_SELF = 0xfeff_ffff;
    private static final int PING = 0xffff_ffff;
    private static final int SELF_INFO = 0xc772_15c0;
    private static final int PEER_INFO = 0x1c37_d927;

    private static final About ABOUT =
            About.of(TELEGRAM, "Telegram")
                    .over(Transport.TCP, Transport.UDP)
                    .in("MTProto transports, creating an authorization key; observed: reflectors")
                    .reads("a request for a key, a query to a reflector", 64);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        return payload.transport() == Transport.UDP
                ? reflector(payload, learnt)
                : stream(payload, learnt);
    }

    /// A call's tag, then 96 ones where a message would have its nonce, then a kind.
    private static Answer reflector(Payload payload, Learnt learnt) {
        if (payload.length() < TAG + 16 || payload.length() > 128) {
            // Only the encrypted voice in between has other sizes.
            return Answer.NO;
        }
        // A tag is random; other protocols' greetings are a head and nothing but ones.
        boolean ones =
                payload.i64(TAG) == -1L
                        && payload.i32(TAG + 8) == -1
                        && payload.i64(0) != -1L
                        && payload.i64(8) != -1L;
        if (!ones) {
            return Answer.NO;
        }
        boolean fits =
                switch (payload.i32(TAG + 12)) {
                    case PING -> payload.length() == TAG + 16;
                    case QUERY_SELF -> payload.length() == TAG + 24;
                    case SELF_INFO, PEER_INFO -> payload.length() > TAG + 24;
                    default -> false;
                };
        if (!fits) {
            return Answer.NO;
        }
        learnt.grounds("telegram-reflector");
        return Answer.YES;
    }

    private static Answer stream(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            boolean possible =
                    payload.length() < 1
                            || payload.u8(0) == ABRIDGED
                            || payload.u8(0) == 0xee
                            || payload.u8(0) == 0x34;
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int at;
        if (payload.u8(0) == ABRIDGED && payload.u8(1) == REQUEST / 4) {
            at = 2;
        } else if (payload.i32(0) == INTERMEDIATE) {
            at = 8;
        } else if (payload.i32le(0) == 8 + REQUEST + 4) {
            at = 8;
        } else {
            return Answer.NO;
        }
        if (payload.length() < at + REQUEST) {
            return payload.length() >= at + 8 && payload.i64(at) != 0 ? Answer.NO : Answer.PERHAPS;
        }
        boolean asks =
                payload.i64(at) == 0
                        && payload.i32le(at + 16) == 20
                        && (payload.i32(at + 20) == REQUEST_KEY
                                || payload.i32(at + 20) == REQUEST_KEY_MULTI);
        if (!asks) {
            return Answer.NO;
        }
        learnt.grounds("mtproto-key-request");
        return Answer.YES;
    }
}
