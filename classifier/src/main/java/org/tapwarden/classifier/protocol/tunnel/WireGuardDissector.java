package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// WireGuard, by the answer to its handshake (Donenfeld, "WireGuard", section 5.4).
///
/// The label accuses, so an initiation alone is only PERHAPS: it may go unanswered. The response
/// convinces with 92 bytes, type 2, three reserved zeros, and 16 zeros at the end where a cookie
/// would be if the station were under load, 160 bits that have to agree; or by the index that the
/// initiation gave, however long some make the messages. Of a session that began earlier, both
/// directions' counters have to step.
final class WireGuardDissector implements Dissector {

    private static final int INITIATION = 0x0100_0000;
    private static final int INITIATION_LENGTH = 148;
    private static final int RESPONSE = 0x0200_0000;
    private static final int RESPONSE_LENGTH = 92;
    private static final int COOKIE = 0x0300_0000;
    private static final int COOKIE_LENGTH = 64;
    private static final int SENDER = 4;
    private static final int RECEIVER = 8;
    private static final int TRANSPORT = 0x0400_0000;
    private static final int TRANSPORT_RECEIVER = 4;
    private static final int COUNTER = 8;

    /// Header and check value; what is between is filled up to 16 bytes.
    private static final int MIN_TRANSPORT = 16 + 16;

    private static final long MAX_COUNTER = 1L << 40;

    private static final About ABOUT =
            About.of(Protocol.WIREGUARD, "WireGuard")
                    .over(Transport.UDP)
                    .in("J. Donenfeld, WireGuard, section 5.4")
                    .reads(
                            "the answer to a handshake; else both directions' counters",
                            RESPONSE_LENGTH)
                    .opensBetween(1, 4);

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
        if (payload.length() < MIN_TRANSPORT) {
            return Answer.NO;
        }
        return switch (payload.i32(0)) {
            case INITIATION -> initiation(payload, learnt);
            case COOKIE -> cookie(payload, learnt);
            case RESPONSE -> response(payload, learnt);
            case TRANSPORT -> transport(payload, learnt);
            default -> Answer.NO;
        };
    }

    private static Answer initiation(Payload payload, Learnt learnt) {
        if (payload.length() < INITIATION_LENGTH) {
            return Answer.NO;
        }
        learnt.remember(asked(payload.direction(), payload.i32(SENDER)));
        return Answer.PERHAPS;
    }

    private static Answer cookie(Payload payload, Learnt learnt) {
        if (payload.length() != COOKIE_LENGTH) {
            return Answer.NO;
        }
        learnt.remember(payload.remembered());
        return Answer.PERHAPS;
    }

    private static long asked(Direction direction, int sender) {
        return (1L + direction.ordinal()) << 32 | Integer.toUnsignedLong(sender);
    }

    private static Answer transport(Payload payload, Learnt learnt) {
        long counter = Long.reverseBytes(payload.i64(COUNTER));
        if (payload.length() % 16 != 0 || counter < 0 || counter >= MAX_COUNTER) {
            return Answer.NO;
        }
        // A handshake that was asked for but not answered is no step.
        long asker = payload.remembered() >>> 32;
        long before = asker == 1 || asker == 2 ? 0 : payload.remembered();
        int receiver = payload.i32(TRANSPORT_RECEIVER);
        long memory = Steps.after(before, payload.direction(), receiver, (int) counter);
        if (!Steps.both(memory)) {
            learnt.remember(memory);
            return Answer.PERHAPS;
        }
        learnt.grounds("wireguard-counters-step");
        return Answer.YES;
    }

    private static Answer response(Payload payload, Learnt learnt) {
        boolean possible =
                payload.length() >= RESPONSE_LENGTH
                        && payload.i32(SENDER) != 0
                        && payload.i32(RECEIVER) != 0
                        && payload.i32(SENDER) != payload.i32(RECEIVER);
        if (!possible) {
            return Answer.NO;
        }
        Direction asker =
                payload.direction() == Direction.FROM_SOURCE
                        ? Direction.FROM_DESTINATION
                        : Direction.FROM_SOURCE;
        if (payload.remembered() == asked(asker, payload.i32(RECEIVER))) {
            learnt.grounds("wireguard-response");
            return Answer.YES;
        }
        if (payload.length() != RESPONSE_LENGTH) {
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
