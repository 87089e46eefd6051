package org.tapwarden.classifier.protocol.web;

import org.tapwarden.classifier.protocol.Payload;

/// Values of DER one after the other (X.690, section 8.1): tag, length, body. A tag of more than a
/// byte, a length of more than three, and a body that does not end within the whole end the
/// reading; they are in no certificate.
final class Der {

    private static final int LONG_TAG = 0x1f;

    private final Payload payload;
    private final int end;
    private int next;
    private int tag;
    private int body;

    Der(Payload payload, int from, int end) {
        this.payload = payload;
        this.next = from;
        this.body = from;
        this.end = end;
    }

    /// Goes to the next value; false when there is none.
    boolean next() {
        int at = next;
        if (at + 2 > end || (payload.u8(at) & LONG_TAG) == LONG_TAG) {
            return false;
        }
        int length = payload.u8(at + 1);
        int from = at + 2;
        if (length >= 0x80) {
            int bytes = length & 0x7f;
            if (bytes == 0 || bytes > 3 || from + bytes > end) {
                return false;
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | payload.u8(from + i);
            }
            from += bytes;
        }
        if (from + length > end) {
            return false;
        }
        tag = payload.u8(at);
        body = from;
        next = from + length;
        return true;
    }

    /// Goes to the next value, which is to have this tag.
    boolean next(int wanted) {
        return next() && tag == wanted;
    }

    /// Passes over one value with this tag, to another.
    boolean second(int wanted) {
        boolean first = next(wanted);
        return first && next(wanted);
    }

    /// What the value holds, where it is made of others.
    Der inside() {
        return new Der(payload, body, next);
    }

    /// An object identifier of three bytes as a number; 0 for others.
    int identifier() {
        return length() == 3 ? payload.u24(body) : 0;
    }

    Payload payload() {
        return payload;
    }

    int tag() {
        return tag;
    }

    int body() {
        return body;
    }

    int length() {
        return next - body;
    }
}
