package org.tapwarden.classifier.protocol.web;

import org.tapwarden.classifier.protocol.Payload;

/// The frames that an Initial packet may carry (RFC 9000, sections 12.4 and 19).
final class QuicFrames {

    static final int CRYPTO = 6;

    private static final int PADDING = 0;
    private static final int PING = 1;
    private static final int ACK = 2;
    private static final int ACK_ECN = 3;
    private static final int CONNECTION_CLOSE = 0x1c;

    private static final int MAX_ACK_RANGES = 64;

    /// No hello lies further back.
    private static final long MAX_OFFSET = 1 << 20;

    private static final int WRONG = -1;

    private QuicFrames() {}

    /// Whether the bytes are such frames from the first to the last. A packet that was opened with
    /// other keys is as good as random, and of 20 million random ones none was.
    static boolean fill(byte[] bytes) {
        var frames = new Payload();
        frames.set(bytes, 0, bytes.length);
        int at = 0;
        while (at >= 0 && at < bytes.length) {
            at = after(frames, at);
        }
        return at == bytes.length;
    }

    /// Where the frame ends that begins at `at`, padding as one frame; negative when there is none.
    static int after(Payload frames, int at) {
        int end = frames.length();
        int body = at + 1;
        return switch (frames.u8(at)) {
            case PADDING -> afterPadding(frames, body, end);
            case PING -> body;
            case ACK -> afterAck(frames, body, end, 0);
            case ACK_ECN -> afterAck(frames, body, end, 3);
            case CRYPTO -> afterCrypto(frames, body, end);
            case CONNECTION_CLOSE -> afterClose(frames, body, end);
            default -> WRONG;
        };
    }

    private static int afterPadding(Payload frames, int from, int end) {
        int at = from;
        while (at < end && frames.u8(at) == PADDING) {
            at++;
        }
        return at;
    }

    /// Section 19.3: largest, delay, count, first range, then two numbers a range.
    private static int afterAck(Payload frames, int from, int end, int ecnCounts) {
        int at = from;
        long left = 4;
        for (int i = 0; i < left; i++) {
            long value = QuicHeader.varint(frames, at, end);
            if (value < 0 || (i == 2 && value > MAX_ACK_RANGES)) {
                return WRONG;
            }
            left += i == 2 ? 2 * value + ecnCounts : 0;
            at = QuicHeader.afterVarint(frames, at);
        }
        return at;
    }

    /// Section 19.6: offset, length, bytes.
    private static int afterCrypto(Payload frames, int from, int end) {
        long offset = QuicHeader.varint(frames, from, end);
        if (offset < 0 || offset > MAX_OFFSET) {
            return WRONG;
        }
        return afterBytes(frames, QuicHeader.afterVarint(frames, from), end);
    }

    /// Section 19.19: error, type of the frame that caused it, reason.
    private static int afterClose(Payload frames, int from, int end) {
        int at = from;
        for (int i = 0; i < 2; i++) {
            if (QuicHeader.varint(frames, at, end) < 0) {
                return WRONG;
            }
            at = QuicHeader.afterVarint(frames, at);
        }
        return afterBytes(frames, at, end);
    }

    private static int afterBytes(Payload frames, int lengthAt, int end) {
        long length = QuicHeader.varint(frames, lengthAt, end);
        if (length < 0) {
            return WRONG;
        }
        int body = QuicHeader.afterVarint(frames, lengthAt);
        return length > end - body ? WRONG : body + (int) length;
    }
}
