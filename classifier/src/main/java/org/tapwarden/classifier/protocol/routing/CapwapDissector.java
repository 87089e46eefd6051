package org.tapwarden.classifier.protocol.routing;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// CAPWAP, between access points and their controller: a preamble, then DTLS or a header of some
/// words and a control message (RFC 5415, sections 4.1 to 4.5). Data has little to tell it by, so
/// only its own port does.
final class CapwapDissector implements Dissector {

    static final Protocol CAPWAP = Protocol.named("capwap", Category.NETWORK);

    private static final int DATA_PORT = 5247;

    private static final int PLAIN = 0x00;
    private static final int ENCRYPTED = 0x01;
    private static final int DTLS = 4;
    private static final int DTLS_HEAD = 13;
    private static final int CHANGE_CIPHER = 20;
    private static final int APPLICATION_DATA = 23;
    private static final int DTLS_1_0 = 0xfeff;
    private static final int DTLS_1_2 = 0xfefd;

    private static final int LEAST_WORDS = 2;
    private static final int CONTROL_HEAD = 8;
    private static final int LAST_CONTROL = 31;

    /// The IETF's and the one of 802.11.
    private static final int ENTERPRISE_IEEE = 13_277;

    private static final int IEEE_802_11 = 1;
    private static final int HAS_ADDRESS = 0x10;

    private static final About ABOUT =
            About.of(CAPWAP, "CAPWAP")
                    .over(Transport.UDP)
                    .in("RFC 5415, sections 4.1 to 4.5")
                    .reads("preamble, DTLS record or control header, lengths", 256)
                    .byShape()
                    .opens(PLAIN, ENCRYPTED);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 16) {
            return Answer.NO;
        }
        boolean known =
                switch (payload.u8(0)) {
                    case PLAIN -> isPlain(payload);
                    case ENCRYPTED -> isEncrypted(payload);
                    default -> false;
                };
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds(payload.u8(0) == PLAIN ? "capwap-header" : "capwap-dtls");
        return Answer.YES;
    }

    private static boolean isEncrypted(Payload payload) {
        int type = payload.u8(DTLS);
        int version = payload.u16(DTLS + 1);
        return payload.u24(1) == 0
                && type >= CHANGE_CIPHER
                && type <= APPLICATION_DATA
                && (version == DTLS_1_0 || version == DTLS_1_2)
                && payload.length() >= DTLS + DTLS_HEAD
                && DTLS + DTLS_HEAD + payload.u16(DTLS + 11) <= payload.length();
    }

    private static boolean isPlain(Payload payload) {
        int header = (payload.u8(1) >>> 3) * 4;
        if (header < LEAST_WORDS * 4 || header + CONTROL_HEAD > payload.length()) {
            return false;
        }
        return isControl(payload, header) || (payload.hasPort(DATA_PORT) && isData(payload));
    }

    /// Message type, number, length of what follows the number, flags.
    private static boolean isControl(Payload payload, int at) {
        int enterprise = payload.u24(at);
        int type = payload.u8(at + 3);
        return (enterprise == 0 || enterprise == ENTERPRISE_IEEE)
                && type >= 1
                && type <= LAST_CONTROL
                && payload.u16(at + 5) == payload.length() - at - 5
                && payload.u8(at + 7) == 0;
    }

    /// Reserved flags are zero and the binding is that of 802.11, whose frame has version zero; the
    /// radio's address has six bytes or eight.
    private static boolean isData(Payload payload) {
        int header = (payload.u8(1) >>> 3) * 4;
        int binding = payload.u16(2) >>> 9 & 31;
        int flags = payload.u8(3);
        boolean native80211 = (payload.u16(2) & 0x100) != 0;
        int address = (flags & HAS_ADDRESS) == 0 ? 6 : payload.u8(8);
        return binding == IEEE_802_11
                && (flags & 7) == 0
                && (payload.u8(7) & 7) == 0
                && (address == 6 || address == 8)
                && (!native80211 || (payload.u8(header) & 3) == 0);
    }
}
