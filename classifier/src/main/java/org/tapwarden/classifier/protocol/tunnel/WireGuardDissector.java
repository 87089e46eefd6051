package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WireGuard, by the answer to its handshake (Donenfeld, "WireGuard", section 5.4).
///
/// The label accuses, so only the response convinces: 92 bytes, type 2, three reserved zeros, and
/// 16 zeros at the end where a cookie would be if the station were under load. That is 160 bits
/// that have to agree; an initiation alone may go unanswered and is only PERHAPS.
final class WireGuardDissector implements Dissector {

    private static final int INITIATION = 0x0100_0000;
    private static final int INITIATION_LENGTH = 148;
    private static final int RESPONSE = 0x0200_0000;
    private static final int RESPONSE_LENGTH = 92;
    private static final int COOKIE = 0x0300_0000;
    private static final int COOKIE_LENGTH = 64;
    private static final int SENDER = 4;
    private static final int RECEIVER = 8;

    private static final About ABOUT =
            About.of(Protocol.WIREGUARD, "WireGuard")
                    .over(Transport.UDP)
                    .in("J. Donenfeld, WireGuard, section 5.4")
                    .reads(
                            "the answer to a handshake: type, length and its zeros",
                            RESPONSE_LENGTH);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Handshakes; what follows is encrypted.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < COOKIE_LENGTH) {
            return Answer.NO;
        }
        return switch (payload.i32(0)) {
            case INITIATION -> when(payload.length() == INITIATION_LENGTH, Answer.PERHAPS);
            case COOKIE -> when(payload.length() == COOKIE_LENGTH, Answer.PERHAPS);
            case RESPONSE -> response(payload, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer when(boolean agrees, Answer answer) {
        return agrees ? answer : Answer.NO;
    }

    private static Answer response(Payload payload, Learnt learnt) {
        boolean agrees =
                payload.length() == RESPONSE_LENGTH
                        && payload.i32(SENDER) != 0
                        && payload.i32(RECEIVER) != 0
                        && payload.i32(SENDER) != payload.i32(RECEIVER);
        if (!agrees) {
            return Answer.NO;
        }
        for (int at = RESPONSE_LENGTH - 16; at < RESPONSE_LENGTH; at += 4) {
            if (payload.i32(at) != 0) {
                return Answer.PERHAPS;
            }
        }
        learnt.grounds("wireguard-response");
        return Answer.YES;
    }
}
