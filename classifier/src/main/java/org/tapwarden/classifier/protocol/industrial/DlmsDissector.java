package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// DLMS/COSEM of meters, by the wrapper and the first unit in it (IEC 62056-47, section 7; IEC
/// 62056-5-3, section 9).
final class DlmsDissector implements Dissector {

    static final Protocol DLMS = Protocol.named("iec62056", Category.INDUSTRIAL);

    private static final int HEADER = 8;
    private static final int VERSION = 1;
    private static final int MAX_LENGTH = 8_192;
    private static final int ASSOCIATE = 0x60;
    private static final int ASSOCIATED = 0x61;
    private static final int PORT = 4059;

    private static final About ABOUT =
            About.of(DLMS, "DLMS/COSEM (IEC 62056)")
                    .over(Transport.TCP, Transport.UDP)
                    .in("IEC 62056-47, section 7")
                    .reads("the wrapper, its length and the first unit", HEADER + 4)
                    .byShape()
                    .opens(VERSION >>> 8);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() > 0 && payload.u8(0) != VERSION >>> 8) {
            return Answer.NO;
        }
        if (payload.length() < HEADER + 4) {
            return stream && (payload.length() < 2 || payload.u16(0) == VERSION)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        int length = payload.u16(6);
        boolean wrapped =
                payload.u16(0) == VERSION
                        && payload.u16(2) != 0
                        && payload.u16(4) != 0
                        && length >= 4
                        && length <= MAX_LENGTH
                        && (stream || payload.length() == HEADER + length);
        if (!wrapped) {
            return Answer.NO;
        }
        int tag = payload.u8(HEADER);
        if (tag == ASSOCIATE || tag == ASSOCIATED) {
            boolean longForm = payload.u8(HEADER + 1) == 0x81;
            int at = HEADER + (longForm ? 2 : 1);
            int inner = payload.u8(at + 1);
            // The application context, or the protocol version in front of it.
            if (payload.u8(at) != HEADER + length - at - 1 || (inner != 0xa1 && inner != 0x80)) {
                return Answer.NO;
            }
            return yes(learnt);
        }
        if (!isUnit(tag)) {
            return Answer.NO;
        }
        long swapped = (long) payload.u16(4) << 16 | payload.u16(2);
        if (payload.hasPort(PORT) || payload.remembered() == swapped) {
            return yes(learnt);
        }
        learnt.remember(payload.i32(2) & 0xffff_ffffL);
        return Answer.PERHAPS;
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("dlms-wrapper");
        return Answer.YES;
    }

    /// Get, set, action and event, plain and ciphered, and notifications of data.
    private static boolean isUnit(int tag) {
        return (tag >= 0xc0 && tag <= 0xcf) || (tag >= 0xd0 && tag <= 0xdd) || tag == 0x0f;
    }
}
