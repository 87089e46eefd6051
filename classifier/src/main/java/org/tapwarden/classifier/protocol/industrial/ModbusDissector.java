package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Modbus over TCP and UDP, and Schneider's UMAS that travels as its function 90 (Modbus Messaging
/// on TCP/IP 1.0b, section 3.1; Modbus Application Protocol 1.1b3, section 6).
///
/// Sixteen zeros and a length are little, so the function has to have the fields its definition
/// says, and somebody has to confirm it: the other side with the same transaction, unit and
/// function, a second message of the same stream, or the registered port. Frames of a serial line
/// that go over the network as they are convince by the checksums of request and answer.
final class ModbusDissector implements Dissector {

    static final Protocol MODBUS = Protocol.named("modbus", Category.INDUSTRIAL);
    static final Protocol UMAS = Protocol.named("umas", Category.INDUSTRIAL);

    private static final int PORT = 502;
    private static final int PREFIX = 6;
    private static final int FUNCTION = 7;
    private static final int BODY = 8;
    private static final int MAX_LENGTH = 254;
    private static final int MAX_UMAS_LENGTH = 1_030;
    private static final int UMAS_FUNCTION = 0x5a;
    private static final int EXCEPTION = 0x80;

    /// Remembers a frame of a serial line that somebody sends over the network as it is.
    private static final long SERIAL = 1L << 62;

    private static final int POLYNOMIAL = 0xa001;
    private static final int FIRST = 0xffff;
    private static final int LEAST_SERIAL = 5;

    private static final About ABOUT =
            About.of(MODBUS, "Modbus")
                    .or(UMAS)
                    .over(Transport.TCP, Transport.UDP)
                    .in("Modbus Messaging on TCP/IP 1.0b, section 3.1")
                    .reads("a request and its answer, or two messages", 4_096)
                    .byShape();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        boolean stream = payload.transport() == Transport.TCP;
        if (payload.length() < BODY) {
            return (payload.remembered() & SERIAL) != 0
                    ? serial(payload, learnt)
                    : wait(stream, payload, learnt);
        }
        if (payload.u16(2) != 0 || isSerialRequest(payload)) {
            return serial(payload, learnt);
        }
        int length = payload.u16(4);
        boolean umas = payload.u8(FUNCTION) == UMAS_FUNCTION;
        if (length < 2 || length > (umas ? MAX_UMAS_LENGTH : MAX_LENGTH)) {
            return Answer.NO;
        }
        int end = PREFIX + length;
        if (payload.length() < end) {
            return wait(stream, payload, learnt);
        }
        if ((!stream && payload.length() != end) || !isMessage(payload, 0, length)) {
            return Answer.NO;
        }
        int who = payload.direction() == Direction.FROM_SOURCE ? 1 : 2;
        long said =
                (long) who << 32
                        | (long) payload.u16(0) << 16
                        | payload.u8(PREFIX) << 8
                        | (payload.u8(FUNCTION) & ~EXCEPTION);
        long before = payload.remembered();
        boolean answered = before != 0 && (before ^ said) == 3L << 32;
        boolean atHome = payload.hasPort(PORT) && payload.length() == end;
        if (answered || atHome || isFollowed(payload, end)) {
            learnt.grounds("modbus-message");
            if (umas) {
                learnt.variant(UMAS);
            }
            return Answer.YES;
        }
        learnt.remember(before == 0 ? said : before);
        return Answer.PERHAPS;
    }

    /// A request of eight bytes with its checksum, as on a serial line.
    private static boolean isSerialRequest(Payload payload) {
        return payload.length() == BODY
                && payload.u8(1) >= 1
                && payload.u8(1) <= 6
                && payload.direction() == Direction.FROM_SOURCE
                && isSerial(payload, BODY);
    }

    private static boolean isSerial(Payload payload, int length) {
        return Crc.backward(payload, 0, length - 2, POLYNOMIAL, FIRST) == payload.u16le(length - 2);
    }

    private static Answer serial(Payload payload, Learnt learnt) {
        if (isSerialRequest(payload)) {
            learnt.remember(SERIAL | payload.u16(0));
            return Answer.PERHAPS;
        }
        long asked = payload.remembered();
        if ((asked & SERIAL) == 0 || payload.direction() == Direction.FROM_SOURCE) {
            return Answer.NO;
        }
        if (payload.length() < LEAST_SERIAL) {
            learnt.remember(asked);
            return Answer.PERHAPS;
        }
        int function = payload.u8(1);
        if ((SERIAL | payload.u8(0) << 8 | (function & ~EXCEPTION)) != asked) {
            return Answer.NO;
        }
        int length = BODY;
        if ((function & EXCEPTION) != 0) {
            length = LEAST_SERIAL;
        } else if (function <= 4) {
            length = LEAST_SERIAL + payload.u8(2);
        }
        if (payload.length() < length) {
            learnt.remember(asked);
            return Answer.PERHAPS;
        }
        if (!isSerial(payload, length)) {
            return Answer.NO;
        }
        learnt.grounds("modbus-serial-frames");
        return Answer.YES;
    }

    private static Answer wait(boolean stream, Payload payload, Learnt learnt) {
        if (!stream) {
            return Answer.NO;
        }
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }

    /// Another message of the same unit stands behind the first.
    private static boolean isFollowed(Payload payload, int at) {
        if (payload.length() < at + BODY
                || payload.u16(at + 2) != 0
                || payload.u8(at + PREFIX) != payload.u8(PREFIX)) {
            return false;
        }
        int length = payload.u16(at + 4);
        return length >= 2
                && length <= MAX_LENGTH
                && payload.length() >= at + PREFIX + length
                && isMessage(payload, at, length);
    }

    private static boolean isMessage(Payload payload, int at, int length) {
        int function = payload.u8(at + FUNCTION);
        if ((function & EXCEPTION) != 0) {
            int code = length == 3 ? payload.u8(at + BODY) : 0;
            return code >= 1 && code <= 0x0b && isFunction(function & ~EXCEPTION);
        }
        return isRequest(payload, at, length, function) || isAnswer(payload, at, length, function);
    }

    private static boolean isFunction(int function) {
        return (function >= 1 && function <= 8)
                || (function >= 0x0b && function <= 0x11)
                || (function >= 0x14 && function <= 0x18)
                || function == 0x2b
                || function == UMAS_FUNCTION;
    }

    private static boolean isRequest(Payload payload, int at, int length, int function) {
        int body = at + BODY;
        return switch (function) {
            case 1, 2 -> length == 6 && isBetween(payload.u16(body + 2), 1, 2_000);
            case 3, 4 -> length == 6 && isBetween(payload.u16(body + 2), 1, 125);
            case 5 -> length == 6 && (payload.u16(body + 2) & 0xff) == 0;
            case 6 -> length == 6;
            case 7, 0x0b, 0x0c, 0x11 -> length == 2;
            case 8 -> length >= 6 && payload.u16(body) <= 0x15;
            case 0x0f ->
                    length > 7
                            && payload.u8(body + 4) == (payload.u16(body + 2) + 7) / 8
                            && length == 7 + payload.u8(body + 4);
            case 0x10 ->
                    length > 7
                            && payload.u8(body + 4) == 2 * payload.u16(body + 2)
                            && length == 7 + payload.u8(body + 4);
            case 0x14, 0x15 -> length > 3 && length == 3 + payload.u8(body);
            case 0x16 -> length == 8;
            case 0x17 -> length > 11 && length == 11 + payload.u8(body + 8);
            case 0x18 -> length == 4;
            case 0x2b -> length >= 4 && isBetween(payload.u8(body), 0x0d, 0x0e);
            case UMAS_FUNCTION -> length >= 4;
            default -> false;
        };
    }

    private static boolean isAnswer(Payload payload, int at, int length, int function) {
        int body = at + BODY;
        return switch (function) {
            case 1, 2, 0x0c, 0x11, 0x14, 0x15 -> length > 3 && length == 3 + payload.u8(body);
            case 3, 4, 0x17 ->
                    length > 3 && length == 3 + payload.u8(body) && (payload.u8(body) & 1) == 0;
            case 7 -> length == 3;
            case 0x0b, 0x0f, 0x10 -> length == 6;
            case 0x18 -> length > 6 && length == 4 + payload.u16(body);
            default -> false;
        };
    }

    private static boolean isBetween(int value, int from, int to) {
        return value >= from && value <= to;
    }
}
