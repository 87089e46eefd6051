package org.tapwarden.classifier.protocol.peer;

import java.math.BigInteger;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Ethereum's network of nodes: discovery over UDP in version 4, and the handshake of RLPx over TCP
/// (devp2p: discv4.md, rlpx.md; EIP-8).
///
/// A handshake says its length and then a public key, two numbers of 256 bits that have to be a
/// point of the curve secp256k1. A discovery packet is a signature, a type, and a list whose items
/// are those of the type.
final class EthereumDissector implements Dissector {

    private static final Protocol ETHEREUM = Protocol.named("ethereum", Category.P2P);

    private static final int UNCOMPRESSED = 4;
    private static final int POINT = 3;
    private static final int COORDINATE = 32;
    private static final int MIN_HANDSHAKE = 65 + 16 + 32 + 97;
    private static final int MAX_HANDSHAKE = 1_200;

    /// The curve is y² = x³ + 7 over this field (SEC 2, section 2.4.1).
    private static final BigInteger FIELD =
            BigInteger.ONE.shiftLeft(256).subtract(BigInteger.valueOf(0x1_0000_03d1L));

    private static final BigInteger SEVEN = BigInteger.valueOf(7);

    private static final int RECOVERY = 96;
    private static final int TYPE = 97;
    private static final int LIST = 98;
    private static final int MAX_PACKET = 1_280;
    private static final int NUMBER_OF_4 = 0x84;
    private static final int TEXT_OF_32 = 0xa0;
    private static final int TEXT_OF_64 = 0xb840;
    private static final int FIRST_LIST = 0xc0;

    private static final About ABOUT =
            About.of(ETHEREUM, "Ethereum (RLPx, discovery v4)")
                    .over(Transport.TCP, Transport.UDP)
                    .in("devp2p: rlpx.md, Initial Handshake; discv4.md, Wire Protocol; EIP-8")
                    .reads("a point of a curve, or a signed list of fixed items", MAX_PACKET);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        return payload.transport() == Transport.TCP
                ? handshake(payload, learnt)
                : discovery(payload, learnt);
    }

    private static Answer handshake(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < POINT) {
            return Answer.PERHAPS;
        }
        int size = payload.u16(0);
        if (payload.u8(2) != UNCOMPRESSED || size < MIN_HANDSHAKE || size > MAX_HANDSHAKE) {
            return Answer.NO;
        }
        if (length < POINT + 2 * COORDINATE) {
            return Answer.PERHAPS;
        }
        if (!isOnCurve(payload)) {
            return Answer.NO;
        }
        learnt.grounds("rlpx-public-key");
        return Answer.YES;
    }

    private static boolean isOnCurve(Payload payload) {
        var x = new BigInteger(1, payload.bytes(POINT, COORDINATE));
        var y = new BigInteger(1, payload.bytes(POINT + COORDINATE, COORDINATE));
        BigInteger right = x.multiply(x).mod(FIELD).multiply(x).add(SEVEN).mod(FIELD);
        return y.multiply(y).mod(FIELD).equals(right);
    }

    private static Answer discovery(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length < LIST + 6 || length > MAX_PACKET || payload.u8(RECOVERY) > 1) {
            return Answer.NO;
        }
        int type = payload.u8(TYPE);
        int items = content(payload, LIST, length);
        int end = end(payload, LIST, length);
        if (type < 1 || type > 6 || payload.u8(LIST) < FIRST_LIST || end != length) {
            return Answer.NO;
        }
        boolean agrees =
                switch (type) {
                    case 1 -> isPing(payload, items, end);
                    case 2 -> isPong(payload, items, end);
                    case 3 -> payload.u16(items) == TEXT_OF_64 && isTime(payload, items + 66, end);
                    case 4 -> isNeighbours(payload, items, end);
                    case 5 -> isTime(payload, items, end) && items + 5 == end;
                    default -> isRecord(payload, items, end);
                };
        if (!agrees) {
            return Answer.NO;
        }
        learnt.grounds("discv4-packet");
        return Answer.YES;
    }

    /// Version 4, where it comes from, where it goes to, until when it is good.
    private static boolean isPing(Payload payload, int items, int end) {
        int to = isList(payload, items + 1, end) ? end(payload, items + 1, end) : -1;
        int time = to >= 0 && isList(payload, to, end) ? end(payload, to, end) : -1;
        return (payload.u8(items) == 4 || payload.u8(items) == 5) && isTime(payload, time, end);
    }

    private static boolean isPong(Payload payload, int items, int end) {
        int hash = isList(payload, items, end) ? end(payload, items, end) : -1;
        return hash >= 0
                && hash < end
                && payload.u8(hash) == TEXT_OF_32
                && isTime(payload, hash + 1 + COORDINATE, end);
    }

    private static boolean isNeighbours(Payload payload, int items, int end) {
        int time = isList(payload, items, end) ? end(payload, items, end) : -1;
        return isTime(payload, time, end);
    }

    /// The hash of the request, then a list that fills the rest.
    private static boolean isRecord(Payload payload, int items, int end) {
        int record = items + 1 + COORDINATE;
        return payload.u8(items) == TEXT_OF_32
                && isList(payload, record, end)
                && end(payload, record, end) == end;
    }

    private static boolean isList(Payload payload, int at, int end) {
        return at < end && payload.u8(at) >= FIRST_LIST;
    }

    /// A number of four bytes that is a time of this century; not the version, which is one byte.
    private static boolean isTime(Payload payload, int at, int end) {
        return at >= 0
                && at + 5 <= end
                && payload.u8(at) == NUMBER_OF_4
                && Integer.compareUnsigned(payload.i32(at + 1), 0x5000_0000) > 0;
    }

    /// Where the items of a list at `at` begin (Ethereum yellow paper, appendix B).
    private static int content(Payload payload, int at, int end) {
        int first = payload.u8(at);
        return first < 0xf8 ? at + 1 : Math.min(end, at + 1 + first - 0xf7);
    }

    /// Where a list at `at` ends, or -1 when that is behind `end`.
    private static int end(Payload payload, int at, int end) {
        int first = payload.u8(at);
        int size;
        if (first < 0xf8) {
            size = first - FIRST_LIST;
        } else if (first == 0xf8 && at + 2 <= end) {
            size = payload.u8(at + 1);
        } else if (first == 0xf9 && at + 3 <= end) {
            size = payload.u16(at + 1);
        } else {
            return -1;
        }
        int after = content(payload, at, end) + size;
        return size >= 0 && after <= end ? after : -1;
    }
}
