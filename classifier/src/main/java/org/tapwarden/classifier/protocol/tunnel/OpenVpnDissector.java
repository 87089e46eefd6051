package org.tapwarden.classifier.protocol.tunnel;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// OpenVPN over UDP and TCP, by the server's answer to the hard reset that opens a session (OpenVPN
/// 2.6, `doc/doxygen/doc_protocol_overview.h` and `src/openvpn/ssl_pkt.h`).
///
/// The label accuses, so a client's reset alone is only PERHAPS. The server's reset acknowledges
/// the client's packet 0 in a fixed layout, with no key material, an HMAC (`tls-auth`), or
/// encrypted (`tls-crypt` and its second version); each of these has to be right to the byte. Of a
/// session that began earlier, both directions' counters have to step, on its own port.
final class OpenVpnDissector implements Dissector {

    private static final int CLIENT_RESET_V2 = 7;
    private static final int SERVER_RESET_V2 = 8;
    private static final int CLIENT_RESET_V3 = 10;
    private static final int ACKNOWLEDGE = 5;
    private static final int DATA_V2 = 9;

    private static final int PORT = 1194;

    /// Opcode and the peer's number, counter, tag.
    private static final int MIN_DATA = 4 + 4 + 16;

    private static final int MAX_LENGTH = 2_048;
    private static final int MAX_COUNTER = 1 << 28;

    private static final int SESSION = 8;

    /// Opcode and session id.
    private static final int START = 1 + SESSION;

    /// Number of acknowledged packets (0), number of this packet.
    private static final int CLIENT_TAIL = 1 + 4;

    /// One acknowledged packet, its number, the client's session id, number of this packet.
    private static final int SERVER_TAIL = 1 + 4 + SESSION + 4;

    /// Number against replay and time, behind an HMAC or before a tag.
    private static final int REPLAY = 4 + 4;

    private static final int TAG = 32;

    /// MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
    private static final int[] HMACS = {16, 20, 28, 32, 48, 64};

    /// What a server of 2.6 may add behind `tls-crypt`: a type, a length, two bytes of flags.
    private static final int EARLY_FLAGS = 6;

    /// Clients put what they can do into the upper half of their packets' numbers.
    private static final int LOWER_HALF = 0xffff;

    private static final int MAX_NUMBER = 8;

    private static final int YEAR_2010 = 0x4b3d_3b00;

    private static final About ABOUT =
            About.of(Protocol.OPENVPN, "OpenVPN")
                    .over(Transport.UDP, Transport.TCP)
                    .in("OpenVPN protocol description in its source (ssl_pkt.h)")
                    .reads(
                            "opcodes, session ids and acknowledgements of both sides",
                            Payload.MAX_LOOKED_AT)
                    .byShape()
                    .opensBetween(0, MAX_LENGTH >>> 8)
                    .opens(
                            ACKNOWLEDGE << 3,
                            CLIENT_RESET_V2 << 3,
                            SERVER_RESET_V2 << 3,
                            CLIENT_RESET_V3 << 3)
                    .opensBetween(DATA_V2 << 3, (DATA_V2 << 3) + 7);

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
        if (payload.transport() == Transport.UDP) {
            boolean data =
                    payload.hasPort(PORT)
                            && payload.length() >= MIN_DATA
                            && payload.u8(0) >>> 3 == DATA_V2;
            return data ? data(payload, learnt) : packet(payload, 0, payload.length(), learnt);
        }
        if (payload.length() > 0 && payload.u8(0) > MAX_LENGTH >>> 8) {
            return Answer.NO;
        }
        if (payload.length() < 3) {
            return Answer.PERHAPS;
        }
        int length = payload.u16(0);
        if (!isPossible(payload.u8(2), length)) {
            return Answer.NO;
        }
        return payload.length() < 2 + length
                ? Answer.PERHAPS
                : packet(payload, 2, 2 + length, learnt);
    }

    private static Answer data(Payload payload, Learnt learnt) {
        int counter = payload.i32(4);
        if (counter <= 0 || counter > MAX_COUNTER) {
            return Answer.NO;
        }
        long memory =
                Steps.after(payload.remembered(), payload.direction(), payload.i32(0), counter);
        if (!Steps.both(memory)) {
            learnt.remember(memory);
            return Answer.PERHAPS;
        }
        learnt.grounds("openvpn-counters-step");
        return Answer.YES;
    }

    private static boolean isPossible(int first, int length) {
        int opcode = first >>> 3;
        boolean opening =
                opcode == CLIENT_RESET_V2
                        || opcode == SERVER_RESET_V2
                        || opcode == CLIENT_RESET_V3
                        || opcode == ACKNOWLEDGE;
        return opening && (first & 7) == 0 && length >= START + CLIENT_TAIL && length <= MAX_LENGTH;
    }

    private static Answer packet(Payload payload, int at, int end, Learnt learnt) {
        int length = end - at;
        if (length < START + CLIENT_TAIL
                || !isPossible(payload.u8(at), length)
                || !isRandom(payload, at + 1)) {
            return Answer.NO;
        }
        boolean consistent =
                switch (payload.u8(at) >>> 3) {
                    case CLIENT_RESET_V2 -> isClientReset(payload, at, length);
                    case CLIENT_RESET_V3 -> isClientResetWithKey(payload, at, end);
                    case ACKNOWLEDGE -> length <= START + 64 + REPLAY + 1 + 8 * 4 + SESSION;
                    default -> isServerReset(payload, at, length);
                };
        if (!consistent) {
            return Answer.NO;
        }
        if (payload.u8(at) >>> 3 != SERVER_RESET_V2) {
            return Answer.PERHAPS;
        }
        learnt.grounds("openvpn-server-reset");
        return Answer.YES;
    }

    private static boolean isClientReset(Payload payload, int at, int length) {
        if (length == START + CLIENT_TAIL) {
            return isClientTail(payload, at + START);
        }
        for (int hmac : HMACS) {
            int replay = at + START + hmac;
            if (length == START + hmac + REPLAY + CLIENT_TAIL
                    && isClientReplay(payload, replay)
                    && isClientTail(payload, replay + REPLAY)) {
                return true;
            }
        }
        return length >= START + REPLAY + TAG + CLIENT_TAIL
                && length <= START + REPLAY + TAG + CLIENT_TAIL + EARLY_FLAGS
                && isClientReplay(payload, at + START);
    }

    /// The client's key, wrapped for the server, stands behind; its length stands last.
    private static boolean isClientResetWithKey(Payload payload, int at, int end) {
        int key = at + START + REPLAY + TAG + CLIENT_TAIL;
        return end - key > TAG
                && isClientReplay(payload, at + START)
                && payload.u16(end - 2) == end - key;
    }

    private static boolean isServerReset(Payload payload, int at, int length) {
        if (length == START + SERVER_TAIL) {
            return isServerTail(payload, at + START);
        }
        for (int hmac : HMACS) {
            int replay = at + START + hmac;
            if (length == START + hmac + REPLAY + SERVER_TAIL
                    && isReplay(payload, replay)
                    && isServerTail(payload, replay + REPLAY)) {
                return true;
            }
        }
        // Encrypted behind the tag, so only a server's direction and length are left to agree.
        int plain = START + REPLAY + TAG + SERVER_TAIL;
        return (length == plain || length == plain + EARLY_FLAGS)
                && payload.direction() == Direction.FROM_DESTINATION
                && isReplay(payload, at + START);
    }

    private static boolean isClientTail(Payload payload, int at) {
        return payload.u8(at) == 0 && payload.i32(at + 1) == 0;
    }

    private static boolean isServerTail(Payload payload, int at) {
        return payload.u8(at) == 1
                && payload.i32(at + 1) == 0
                && isRandom(payload, at + 5)
                && payload.i32(at + 5 + SESSION) == 0;
    }

    /// One of the first packets a server sends, at a time that can be.
    private static boolean isReplay(Payload payload, int at) {
        return isEarly(payload.i32(at)) && payload.i32(at + 4) > YEAR_2010;
    }

    /// The same of a client.
    private static boolean isClientReplay(Payload payload, int at) {
        return isEarly(payload.i32(at) & LOWER_HALF) && payload.i32(at + 4) > YEAR_2010;
    }

    private static boolean isEarly(int number) {
        return number >= 1 && number <= MAX_NUMBER;
    }

    /// Session ids are random, so three zeros among eight bytes are a sign of something else.
    private static boolean isRandom(Payload payload, int at) {
        int zeros = 0;
        for (int i = 0; i < SESSION; i++) {
            zeros += payload.u8(at + i) == 0 ? 1 : 0;
        }
        return zeros < 3;
    }
}
