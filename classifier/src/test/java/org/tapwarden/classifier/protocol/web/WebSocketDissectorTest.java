package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.PERHAPS;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Transport;

class WebSocketDissectorTest {

    private static final byte[] MASKED = masked("hello");
    private static final byte[] PLAIN = bytes().u8(0x81).u8(5).ascii("hello").done();

    private static byte[] masked(String text) {
        var message = bytes().u8(0x81).u8(0x80 | text.length()).hex("a5c30f77");
        int[] mask = {0xa5, 0xc3, 0x0f, 0x77};
        for (int i = 0; i < text.length(); i++) {
            message.u8(text.charAt(i) ^ mask[i % 4]);
        }
        return message.done();
    }

    private final WebSocketDissector dissector = new WebSocketDissector();
    private final Learnt learnt = new Learnt();

    private Dissector.Answer look(Direction direction, byte[] bytes, long remembered) {
        var payload = Samples.payload(bytes, Transport.TCP, direction, 50_000, 8080);
        payload.after(1, remembered);
        learnt.clear();
        return dissector.look(payload, learnt);
    }

    @Test
    void wants_one_side_masked_and_the_other_not() {
        assertThat(look(Direction.FROM_SOURCE, MASKED, 0)).isEqualTo(PERHAPS);
        long source = learnt.memory();
        assertThat(look(Direction.FROM_DESTINATION, MASKED, source)).isEqualTo(NO);
        assertThat(look(Direction.FROM_SOURCE, PLAIN, source)).isEqualTo(NO);
        assertThat(look(Direction.FROM_SOURCE, MASKED, source)).isEqualTo(PERHAPS);
        assertThat(look(Direction.FROM_DESTINATION, PLAIN, source)).isEqualTo(YES);
    }

    @Test
    void frames_end_where_segments_do() {
        assertThat(look(Direction.FROM_SOURCE, bytes().put(PLAIN).u8(0).done(), 0)).isEqualTo(NO);
        assertThat(look(Direction.FROM_SOURCE, bytes().put(PLAIN).put(PLAIN).done(), 0))
                .isEqualTo(PERHAPS);
        byte[] longer = bytes().u8(0x81).u8(126).u16(200).ascii("a".repeat(200)).done();
        byte[] badly = bytes().u8(0x81).u8(126).u16(100).ascii("a".repeat(100)).done();
        assertThat(look(Direction.FROM_SOURCE, longer, 0)).isEqualTo(PERHAPS);
        assertThat(look(Direction.FROM_SOURCE, badly, 0)).as("shorter spelling").isEqualTo(NO);
    }

    @Test
    void text_is_text() {
        byte[] no = bytes().u8(0x81).u8(5).hex("0001020304").done();
        assertThat(look(Direction.FROM_SOURCE, no, 0)).isEqualTo(NO);
        assertThat(look(Direction.FROM_SOURCE, masked("ab\u0000cd"), 0)).isEqualTo(NO);
        byte[] umlaut = bytes().u8(0x81).u8(5).hex("67 c3bc 6e 21").done();
        byte[] cut = bytes().u8(0x81).u8(4).hex("67 6e 21 c3").done();
        assertThat(look(Direction.FROM_SOURCE, umlaut, 0)).isEqualTo(PERHAPS);
        assertThat(look(Direction.FROM_SOURCE, cut, 0)).isEqualTo(NO);
    }

    @Test
    void noise_is_none() {
        var random = new Random(20_261_126);
        for (int i = 0; i < 300_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(40)];
            random.nextBytes(noise);
            long remembered = 0;
            for (var direction : Direction.values()) {
                assertThat(look(direction, noise, remembered)).isNotEqualTo(YES);
                remembered = learnt.memory();
                random.nextBytes(noise);
            }
        }
    }
}
