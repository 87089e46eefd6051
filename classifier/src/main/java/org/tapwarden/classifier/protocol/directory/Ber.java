package org.tapwarden.classifier.protocol.directory;

import org.tapwarden.classifier.protocol.Payload;

/// Tags of one byte and their lengths in the encoding of ASN.1 (ITU-T X.690, section 8.1.3). The
/// indefinite form is not for these protocols.
final class Ber {

    private static final int MAX_LENGTH = 1 << 24;

    private Ber() {}

    /// Where the content of the element at `at` begins; -1 when its length does not lie before
    /// `end` or cannot be.
    static int content(Payload payload, int at, int end) {
        if (at + 2 > end) {
            return -1;
        }
        int first = payload.u8(at + 1);
        if (first < 0x80) {
            return at + 2;
        }
        int bytes = first & 0x7f;
        boolean possible = bytes >= 1 && bytes <= 4 && at + 2 + bytes <= end;
        return possible ? at + 2 + bytes : -1;
    }

    /// The length of the content; -1 as above, or when it is absurd.
    static int length(Payload payload, int at, int end) {
        int content = content(payload, at, end);
        if (content < 0) {
            return -1;
        }
        if (content == at + 2) {
            return payload.u8(at + 1);
        }
        int length = 0;
        for (int i = at + 2; i < content; i++) {
            length = length << 8 | payload.u8(i);
        }
        return length >= 0 && length <= MAX_LENGTH ? length : -1;
    }

    /// Where the element at `at` ends, which may be behind `end`; -1 as above.
    static int end(Payload payload, int at, int end) {
        int length = length(payload, at, end);
        return length < 0 ? -1 : content(payload, at, end) + length;
    }
}
