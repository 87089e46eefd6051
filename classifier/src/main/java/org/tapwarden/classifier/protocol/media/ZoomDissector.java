package org.tapwarden.classifier.protocol.media;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Zoom's own datagrams: the request that opens a way to a media server, the probes between two
/// participants, and on Zoom's ports keep-alives and media of one participant (observed; Michel et
/// al., "Enabling Passive Measurement of Zoom Performance", IMC 2022, section 4).
final class ZoomDissector implements Dissector {

    static final Protocol ZOOM = Protocol.named("zoom", Category.CALLS);

    private static final int FIRST_PORT = 8801;
    private static final int LAST_PORT = 8810;

    private static final int OPEN = 1;
    private static final int PROBE = 3;
    private static final int ANSWERED_PROBE = 4;
    private static final int MEDIA = 5;
    private static final int PEER = 0x1f;

    private static final int TO_SERVER = 0;
    private static final int FROM_SERVER = 4;
    private static final int FIRST_KIND = 0x0a;
    private static final int LAST_KIND = 0x24;

    /// Type, three bytes, sixteen of an identity, a number, twice the time, the length of a proof.
    private static final int NUMBER = 19;

    private static final int TIMES = 27;
    private static final int PROOF_LENGTH = 35;
    private static final int PROOF = 39;

    /// Type, a number, a time, the server's number for the participant.
    private static final int PROBE_LENGTH = 13;

    private static final int MAX_LENGTH = 400;

    private static final About ABOUT =
            About.of(ZOOM, "Zoom meetings")
                    .over(Transport.UDP)
                    .in("observed; Michel et al., IMC 2022, section 4")
                    .reads("requests, probes and their fixed fields", MAX_LENGTH)
                    .opens(OPEN, PROBE, ANSWERED_PROBE, MEDIA, PEER);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < PROBE_LENGTH) {
            return Answer.NO;
        }
        return switch (payload.u8(0)) {
            case OPEN -> isOpening(payload) ? yes("zoom-opening", learnt) : Answer.NO;
            case PROBE, ANSWERED_PROBE -> probe(payload, learnt);
            case MEDIA -> media(payload, learnt);
            case PEER -> isPeer(payload) ? yes("zoom-peer", learnt) : Answer.NO;
            default -> Answer.NO;
        };
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }

    private static boolean isOpening(Payload payload) {
        return payload.u8(1) == 0
                && payload.length() >= PROOF
                && payload.i64(NUMBER) == 2
                && payload.i32(TIMES) == payload.i32(TIMES + 4)
                && payload.i32(PROOF_LENGTH) >= 16
                && payload.i32(PROOF_LENGTH) <= payload.length() - PROOF;
    }

    private static Answer probe(Payload payload, Learnt learnt) {
        boolean possible = hasZoomPort(payload) && payload.u16(1) == 0;
        return possible ? again(payload.i32(9), payload, learnt) : Answer.NO;
    }

    /// Sound and pictures carry the participant's number, which way they go, and their kind.
    private static Answer media(Payload payload, Learnt learnt) {
        int way = payload.u8(7);
        boolean possible =
                hasZoomPort(payload)
                        && (way == TO_SERVER || way == FROM_SERVER)
                        && payload.u8(8) >= FIRST_KIND
                        && payload.u8(8) <= LAST_KIND;
        return possible ? again(payload.i32(3), payload, learnt) : Answer.NO;
    }

    /// The port only narrows: two datagrams have to name the same participant.
    private static Answer again(int number, Payload payload, Learnt learnt) {
        if (number == 0) {
            return Answer.NO;
        }
        long participant = Integer.toUnsignedLong(number);
        if (payload.remembered() == participant) {
            return yes("zoom-participant", learnt);
        }
        if (payload.remembered() != 0) {
            return Answer.NO;
        }
        learnt.remember(participant);
        return Answer.PERHAPS;
    }

    private static boolean hasZoomPort(Payload payload) {
        return isZoomPort(payload.sourcePort()) || isZoomPort(payload.destinationPort());
    }

    private static boolean isZoomPort(int port) {
        return port >= FIRST_PORT && port <= LAST_PORT;
    }

    /// Fixed bytes, four of chance, eleven more, then an address and an identity as texts behind
    /// their lengths.
    private static boolean isPeer(Payload payload) {
        int length = payload.length();
        if (length < 40 || payload.u8(1) > 3 || payload.u16(2) != 0x0100) {
            return false;
        }
        if (payload.i32(4) != 0x0800_0100 || payload.u16(8) != 0x0400) {
            return false;
        }
        int address = payload.i32(24);
        return payload.u24(14) == 0
                && address >= 7
                && address <= 45
                && 28 + address + 4 <= length
                && payload.i32(28 + address) == 36;
    }
}
