package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// RADIUS (RFC 2865, section 3; RFC 5176, section 2.3), which asks whether somebody may come in.
///
/// The header is small. So on a port of RADIUS it has to say the datagram's length and an attribute
/// has to follow; elsewhere an answer with the request's number has to come, too. Of an accounting
/// request it is told who uses which station; no other attribute is read.
final class RadiusDissector implements Dissector {

    static final Protocol RADIUS = Protocol.named("radius", Category.NETWORK);

    private static final int HEADER = 20;
    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_ATTRIBUTES = 512;

    private static final int REQUEST = 1;
    private static final int ACCOUNTING_REQUEST = 4;
    private static final int ACCOUNTING_RESPONSE = 5;
    private static final int STATUS_SERVER = 12;
    private static final int DISCONNECT_REQUEST = 40;
    private static final int CHANGE_REQUEST = 43;

    private static final About ABOUT =
            About.of(RADIUS, "RADIUS")
                    .over(Transport.UDP)
                    .in("RFC 2865, section 3; RFC 5176, section 2.3")
                    .reads(
                            "code, length and attributes, on its ports or of both sides",
                            Payload.MAX_LOOKED_AT)
                    .byShape()
                    .opens(1, 2, 3, 4, 5, 11, 12, 13)
                    .opensBetween(40, 45);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < HEADER || payload.u16(2) != length || length > MAX_MESSAGE) {
            return Answer.NO;
        }
        int code = payload.u8(0);
        if (!isRequest(code) && !isAnswer(code)) {
            return Answer.NO;
        }
        if (isHome(payload)) {
            if (length > HEADER && !isAttribute(payload, HEADER)) {
                return Answer.NO;
            }
            Answer yes = yes(learnt);
            if (code != ACCOUNTING_REQUEST && code != ACCOUNTING_RESPONSE) {
                return yes;
            }
            boolean request = code == ACCOUNTING_REQUEST && learnt.wantsAnnouncements();
            if (request && areAttributes(payload)) {
                RadiusAccount.tell(payload, learnt);
            }
            return Answer.YES_EACH;
        }
        if (length == HEADER || !areAttributes(payload)) {
            return Answer.NO;
        }
        int expected = (payload.u8(1) + 1) << 8;
        if (isRequest(code)) {
            learnt.remember(expected | code);
            return Answer.PERHAPS;
        }
        long asked = payload.remembered();
        return (asked & ~0xffL) == expected && answers(code, (int) asked & 0xff)
                ? yes(learnt)
                : Answer.NO;
    }

    private static Answer yes(Learnt learnt) {
        learnt.grounds("radius-header");
        return Answer.YES;
    }

    private static boolean isRequest(int code) {
        return code == REQUEST
                || code == ACCOUNTING_REQUEST
                || code == STATUS_SERVER
                || code == DISCONNECT_REQUEST
                || code == CHANGE_REQUEST;
    }

    private static boolean isAnswer(int code) {
        return switch (code) {
            case 2, 3, 5, 11, 13, 41, 42, 44, 45 -> true;
            default -> false;
        };
    }

    private static boolean answers(int code, int request) {
        return switch (request) {
            case REQUEST -> code == 2 || code == 3 || code == 11;
            case ACCOUNTING_REQUEST -> code == 5;
            case STATUS_SERVER -> code == 2 || code == 5;
            default -> code == request + 1 || code == request + 2;
        };
    }

    /// The assigned ports, the ones before those, and those of changes while somebody is in.
    private static boolean isHome(Payload payload) {
        return payload.hasPort(1812)
                || payload.hasPort(1813)
                || payload.hasPort(1645)
                || payload.hasPort(1646)
                || payload.hasPort(3799)
                || payload.hasPort(1700);
    }

    private static boolean isAttribute(Payload payload, int at) {
        return at + 2 <= payload.length()
                && payload.u8(at) != 0
                && payload.u8(at + 1) >= 2
                && at + payload.u8(at + 1) <= payload.length();
    }

    private static boolean areAttributes(Payload payload) {
        int at = HEADER;
        for (int i = 0; i < MAX_ATTRIBUTES && at < payload.length(); i++) {
            if (!isAttribute(payload, at)) {
                return false;
            }
            at += payload.u8(at + 1);
        }
        return at == payload.length();
    }
}
