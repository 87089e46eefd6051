package org.tapwarden.classifier.protocol.management;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Diameter (RFC 6733, section 3), by the header and the first value, which is a session or the
/// sender's name. What it says of people stays unread; the capabilities' product name is kept.
final class DiameterDissector implements Dissector {

    static final Protocol DIAMETER = Protocol.named("diameter", Category.NETWORK);

    private static final int HEADER = 20;
    private static final int VALUE_HEAD = 8;
    private static final int VERSION = 1;
    private static final int MAX_MESSAGE = 65_536;
    private static final int RESERVED_FLAGS = 0x0f;
    private static final int RESERVED_VALUE_FLAGS = 0x1f;
    private static final int VENDOR_FLAG = 0x80;

    private static final int SESSION = 263;
    private static final int ORIGIN_HOST = 264;
    private static final int RESULT = 268;
    private static final int PRODUCT = 269;
    private static final int CAPABILITIES = 257;
    private static final int MAX_VALUES = 32;

    private static final About ABOUT =
            About.of(DIAMETER, "Diameter")
                    .over(Transport.TCP)
                    .in("RFC 6733, section 3")
                    .reads("version, length, command and the first value", 4096)
                    .opens(VERSION);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != VERSION) {
            return Answer.NO;
        }
        if (payload.length() < 4) {
            return Answer.PERHAPS;
        }
        int size = payload.u24(1);
        if (size < HEADER + VALUE_HEAD || size > MAX_MESSAGE || size % 4 != 0) {
            return Answer.NO;
        }
        if (payload.length() < HEADER + VALUE_HEAD) {
            return Answer.PERHAPS;
        }
        int command = payload.u24(5);
        int first = payload.i32(HEADER);
        int firstSize = payload.u24(HEADER + 5);
        boolean known =
                (payload.u8(4) & RESERVED_FLAGS) == 0
                        && command >= CAPABILITIES
                        && (first == SESSION || first == ORIGIN_HOST || first == RESULT)
                        && (payload.u8(HEADER + 4) & RESERVED_VALUE_FLAGS) == 0
                        && firstSize > VALUE_HEAD
                        && HEADER + firstSize <= size;
        if (!known) {
            return Answer.NO;
        }
        learnt.grounds("diameter-header");
        if (command == CAPABILITIES && learnt.wantsSoftware()) {
            product(payload, Math.min(size, payload.length()), learnt);
        }
        return Answer.YES;
    }

    private static void product(Payload payload, int end, Learnt learnt) {
        int at = HEADER;
        for (int i = 0; i < MAX_VALUES && at + VALUE_HEAD <= end; i++) {
            int size = payload.u24(at + 5);
            if (size < VALUE_HEAD || at + size > end) {
                return;
            }
            if (payload.i32(at) == PRODUCT && (payload.u8(at + 4) & VENDOR_FLAG) == 0) {
                String name = Text.of(payload, at + VALUE_HEAD, at + size);
                if (name != null) {
                    learnt.software(name);
                }
                return;
            }
            at += (size + 3) & ~3;
        }
    }
}
