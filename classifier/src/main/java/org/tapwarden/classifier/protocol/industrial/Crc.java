package org.tapwarden.classifier.protocol.industrial;

import org.tapwarden.classifier.protocol.Payload;

/// Checksums that field protocols put behind their frames.
final class Crc {

    private Crc() {}

    /// Most significant bit first: CCITT and its relatives, by their polynomial and first value.
    static int forward(Payload payload, int from, int to, int polynomial, int first) {
        int crc = first;
        for (int at = from; at < to; at++) {
            crc ^= payload.u8(at) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ polynomial : crc << 1;
            }
        }
        return crc & 0xffff;
    }

    /// Least significant bit first, by the polynomial with its bits turned around.
    static int backward(Payload payload, int from, int to, int polynomial, int first) {
        int crc = first;
        for (int at = from; at < to; at++) {
            crc ^= payload.u8(at);
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ polynomial : crc >>> 1;
            }
        }
        return crc & 0xffff;
    }
}
