package org.tapwarden.classifier.protocol.industrial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Samples;

/// The check values that catalogues of checksums publish for the digits 1 to 9.
class CrcTest {

    private final Payload digits = Samples.tcp(Samples.bytes().ascii("123456789").done());

    @Test
    void ccitt_from_ones_and_from_zero() {
        assertThat(Crc.forward(digits, 0, 9, 0x1021, 0xffff)).isEqualTo(0x29b1);
        assertThat(Crc.forward(digits, 0, 9, 0x1021, 0)).isEqualTo(0x31c3);
    }

    @Test
    void dnp_is_turned_around_and_inverted() {
        assertThat(~Crc.backward(digits, 0, 9, 0xa6bc, 0) & 0xffff).isEqualTo(0xea82);
    }
}
