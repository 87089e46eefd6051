package org.tapwarden.classifier.protocol.media;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RTP and RTCP, encrypted or not, by what two packets of one sender have in common (RFC 3550,
/// sections 5.1 and 6.4).
///
/// A single packet says too little: two bits of version and a few ranges. Of the next one from the
/// same side the source, the kind of payload and the number have to agree, or all packets of a
/// compound report have to fill it to the last byte.
final class RtpDissector implements Dissector {

    static final Protocol RTP = Protocol.named("rtp", Category.CALLS);
    static final Protocol RTCP = Protocol.named("rtcp", Category.CALLS);

    private static final int HEADER = 12;
    private static final int REPORT_HEADER = 8;

    /// Length before each packet of a stream (RFC 4571, section 2).
    private static final int FRAME = 2;

    private static final int FIRST_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int LAST_REPORT = 207;

    /// Kinds of payload that would look like reports (RFC 5761, section 4).
    private static final int FIRST_FORBIDDEN = 64;

    private static final int LAST_FORBIDDEN = 95;

    /// Packets that may be lost or out of order between two that are compared.
    private static final int MAX_STEP = 16;

    private static final int MAX_MISSES = 3;

    private static final int MAX_OPENER = 16;

    private static final int DISCORD_HEARTBEAT = 0x1337_cafe;

    /// Layout of what is remembered: source, number, kind, flags, misses.
    private static final int SEEN = 1;

    private static final int FROM_CLIENT = 2;
    private static final int REPORTS = 4;
    private static final int TOLD = 8;
    private static final int MISS = 16;

    private static final About ABOUT =
            About.of(RTP, "RTP and RTCP")
                    .or(RTCP)
                    .over(Transport.UDP, Transport.TCP)
                    .in("RFC 3550, sections 5.1 and 6.4; RFC 3711; RFC 4571")
                    .reads("headers of two packets of one sender", Payload.MAX_LOOKED_AT)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.TCP) {
            return stream(payload, learnt);
        }
        long memory = payload.remembered();
        if ((memory & TOLD) != 0) {
            return afterReports(payload, memory, learnt);
        }
        if (payload.length() < REPORT_HEADER || payload.u8(0) >>> 6 != 2) {
            // Something short that opens the way through a gateway may come first.
            boolean opens = payload.number() == 1 && payload.length() <= MAX_OPENER;
            return opens ? Answer.PERHAPS : Answer.NO;
        }
        return isReport(payload.u8(1))
                ? report(payload, memory, learnt)
                : media(payload, memory, learnt);
    }

    private static boolean isReport(int type) {
        return type >= 192 && type <= 223;
    }

    /// Reports tell the flow; it may be one that other bytes give a name.
    private static Answer afterReports(Payload payload, long memory, Learnt learnt) {
        if (payload.length() == 8 && payload.i32(0) == DISCORD_HEARTBEAT) {
            learnt.grounds("rtcp-reports");
            learnt.variant(RTCP);
            learnt.application("discord", Category.CALLS);
            return Answer.YES;
        }
        learnt.remember(memory);
        return Answer.PERHAPS;
    }

    private static Answer media(Payload payload, long memory, Learnt learnt) {
        if (!isPacket(payload, 0, payload.length())) {
            return Answer.NO;
        }
        if ((memory & SEEN) == 0) {
            return keep(payload, 0, learnt);
        }
        boolean sameSide = ((memory & FROM_CLIENT) != 0) == isFromClient(payload);
        if (!sameSide || (memory & REPORTS) != 0) {
            learnt.remember(memory);
            return Answer.PERHAPS;
        }
        int source = (int) (memory >>> 32);
        int step = payload.u16(2) - (int) (memory >>> 16) & 0xffff;
        boolean sameSource = source == payload.i32(8);
        if (sameSource && step == 0) {
            learnt.remember(memory);
            return Answer.PERHAPS;
        }
        boolean sameKind = (memory >>> 8 & 0x7f) == (payload.u8(1) & 0x7f);
        if (sameSource && sameKind && step <= MAX_STEP) {
            learnt.grounds("rtp-packets");
            return Answer.YES;
        }
        long misses = memory / MISS & 7;
        return misses >= MAX_MISSES ? Answer.NO : keep(payload, misses + 1, learnt);
    }

    private static Answer keep(Payload payload, long misses, Learnt learnt) {
        learnt.remember(
                (long) payload.i32(8) << 32
                        | (long) payload.u16(2) << 16
                        | (payload.u8(1) & 0x7fL) << 8
                        | misses * MISS
                        | (isFromClient(payload) ? FROM_CLIENT : 0)
                        | SEEN);
        return Answer.PERHAPS;
    }

    private static boolean isFromClient(Payload payload) {
        return payload.direction() == Direction.FROM_SOURCE;
    }

    /// A header that is possible, and fits.
    private static boolean isPacket(Payload payload, int at, int end) {
        if (end - at < HEADER || payload.u8(at) >>> 6 != 2) {
            return false;
        }
        int kind = payload.u8(at + 1) & 0x7f;
        int header = at + HEADER + 4 * (payload.u8(at) & 15);
        if (kind >= FIRST_FORBIDDEN && kind <= LAST_FORBIDDEN) {
            return false;
        }
        if ((payload.u8(at) & 0x10) == 0) {
            return header <= end;
        }
        return header + 4 <= end && header + 4 + 4 * payload.u16(header + 2) <= end;
    }

    private static Answer report(Payload payload, long memory, Learnt learnt) {
        if (!isSound(payload)) {
            return Answer.NO;
        }
        boolean fromClient = isFromClient(payload);
        boolean again =
                (memory & REPORTS) != 0
                        && ((memory & FROM_CLIENT) != 0) == fromClient
                        && (int) (memory >>> 32) == payload.i32(4);
        if (again || isCompound(payload)) {
            learnt.grounds("rtcp-reports");
            learnt.variant(RTCP);
            learnt.remember(TOLD);
            return Answer.YES_MORE;
        }
        boolean ofMedia = (memory & SEEN) != 0 && (memory & REPORTS) == 0;
        learnt.remember(
                ofMedia
                        ? memory
                        : (long) payload.i32(4) << 32
                                | (fromClient ? FROM_CLIENT : 0)
                                | REPORTS
                                | SEEN);
        return Answer.PERHAPS;
    }

    /// A report's length follows from the number of its blocks. What encrypts appends its own.
    private static boolean isSound(Payload payload) {
        int type = payload.u8(1);
        if (type < FIRST_REPORT || type > LAST_REPORT) {
            return false;
        }
        int words = payload.u16(2);
        int count = payload.u8(0) & 31;
        boolean fits = 4 * (words + 1) <= payload.length();
        return fits
                && switch (type) {
                    case FIRST_REPORT -> words == 6 + 6 * count;
                    case RECEIVER_REPORT -> words == 1 + 6 * count;
                    default -> words >= 1;
                };
    }

    /// A report, and behind it more packets that fill the datagram (RFC 3550, section 6.1).
    private static boolean isCompound(Payload payload) {
        int type = payload.u8(1);
        int packets = 0;
        int at = 0;
        while (at + 4 <= payload.length()) {
            int next = payload.u8(at + 1);
            if (payload.u8(at) >>> 6 != 2 || next < FIRST_REPORT || next > LAST_REPORT) {
                return false;
            }
            at += 4 * (payload.u16(at + 2) + 1);
            packets++;
        }
        return packets >= 2
                && at == payload.length()
                && (type == FIRST_REPORT || type == RECEIVER_REPORT);
    }

    /// Two packets, each behind its length.
    private static Answer stream(Payload payload, Learnt learnt) {
        int known = payload.length();
        if (known < FRAME + HEADER) {
            boolean possible = known <= FRAME || payload.u8(FRAME) >>> 6 == 2;
            return possible ? Answer.PERHAPS : Answer.NO;
        }
        int first = payload.u16(0);
        if (payload.u8(FRAME) >>> 6 != 2
                || first < HEADER
                || !isPacket(payload, FRAME, FRAME + first, known)) {
            return Answer.NO;
        }
        int second = FRAME + first;
        if (known < second + FRAME + HEADER) {
            return second + FRAME + HEADER > Payload.MAX_LOOKED_AT ? Answer.NO : Answer.PERHAPS;
        }
        int at = second + FRAME;
        int step = payload.u16(at + 2) - payload.u16(FRAME + 2) & 0xffff;
        boolean same =
                payload.u16(second) >= HEADER
                        && payload.u8(at) >>> 6 == 2
                        && (payload.u8(at + 1) & 0x7f) == (payload.u8(FRAME + 1) & 0x7f)
                        && payload.i32(at + 8) == payload.i32(FRAME + 8)
                        && step >= 1
                        && step <= MAX_STEP;
        if (!same) {
            return Answer.NO;
        }
        learnt.grounds("rtp-packets");
        return Answer.YES;
    }

    /// As far as it is known.
    private static boolean isPacket(Payload payload, int at, int end, int known) {
        if (end <= known) {
            return isPacket(payload, at, end);
        }
        int kind = payload.u8(at + 1) & 0x7f;
        return kind < FIRST_FORBIDDEN || kind > LAST_FORBIDDEN;
    }
}
