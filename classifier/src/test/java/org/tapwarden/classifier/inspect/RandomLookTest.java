package org.tapwarden.classifier.inspect;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.protocol.Samples;

class RandomLookTest {

    private static final String PROSE =
            "Every device that is brought to school has an owner, and whoever cannot tell whose it"
                    + " is asks before anything is done to it, since a wrong guess is somebody's"
                    + " school day.";

    private static boolean looks(byte[] bytes) {
        return RandomLook.isOf(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 73, 200, 512, 1_400})
    void chance_looks_random_but_for_one_time_in_a_hundred(int length) {
        int looked = 0;
        for (int seed = 0; seed < 10_000; seed++) {
            looked += looks(Samples.chance(seed, length)) ? 1 : 0;
        }
        assertThat(looked).isGreaterThan(9_900);
    }

    @Test
    void a_few_bytes_say_nothing() {
        assertThat(looks(Samples.chance(1, 47))).isFalse();
    }

    @Test
    void what_lies_around_it_does_not_count() {
        byte[] bytes = new byte[300];
        System.arraycopy(Samples.chance(1, 100), 0, bytes, 100, 100);
        assertThat(RandomLook.isOf(bytes, 100, 100)).isTrue();
        assertThat(RandomLook.isOf(bytes, 50, 150)).isFalse();
    }

    static Stream<Arguments> orderly() {
        byte[] counted = new byte[256];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = (byte) (i / 2);
        }
        byte[] hidden = PROSE.getBytes(UTF_8);
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= (byte) 0xa5;
        }
        byte[] numbers = new byte[200];
        var random = new Random(3);
        for (int i = 0; i < numbers.length; i += 4) {
            numbers[i + 2] = (byte) random.nextInt();
            numbers[i + 3] = (byte) random.nextInt();
        }
        return Stream.of(
                Arguments.of("prose", PROSE.getBytes(UTF_8)),
                Arguments.of("prose in sixteen bits", PROSE.getBytes(UTF_16BE)),
                Arguments.of("prose under one byte", hidden),
                Arguments.of("base 64", Base64.getEncoder().encode(Samples.chance(1, 200))),
                Arguments.of(
                        "hexadecimal",
                        HexFormat.of().formatHex(Samples.chance(1, 99)).getBytes(UTF_8)),
                Arguments.of("counted", counted),
                Arguments.of("small numbers", numbers),
                Arguments.of("all alike", filled(0x5a)),
                Arguments.of("zeros", filled(0)));
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[128];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("orderly")
    void what_has_an_order_does_not(String what, byte[] bytes) {
        assertThat(looks(bytes)).as(what).isFalse();
    }

    /// As most protocols begin whose rest is encrypted.
    @ParameterizedTest
    @ValueSource(strings = {"0100", "00fe", "fe00", "0100", "00000001", "01000000", "00200003"})
    void what_begins_with_its_length_or_zeros_does_not(String head) {
        byte[] bytes = Samples.chance(7, 256);
        byte[] first = HexFormat.of().parseHex(head);
        System.arraycopy(first, 0, bytes, 0, first.length);
        assertThat(looks(Samples.chance(7, 256))).isTrue();
        assertThat(looks(bytes)).isFalse();
    }
}
