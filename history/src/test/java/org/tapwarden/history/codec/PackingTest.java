package org.tapwarden.history.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {

    private final Random random = new Random(1);
    private final long[] words = new long[Packing.BLOCK];

    @Test
    void numbers_of_every_width_come_back() {
        for (int width = 0; width <= Long.SIZE; width++) {
            var numbers = new long[Packing.BLOCK];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = width == 0 ? 0 : random.nextLong() >>> (Long.SIZE - width);
            }
            Packing.pack(numbers, width, words);

            var read = new long[Packing.BLOCK + 3];
            Packing.unpack(words, width, read, 2);

            assertThat(read).as("width %d", width).startsWith(0, 0);
            assertThat(Arrays.copyOfRange(read, 2, read.length - 1)).isEqualTo(numbers);
            assertThat(read[read.length - 1]).isZero();
        }
    }

    @Test
    void upper_bits_are_left_out() {
        for (int width = 1; width < Long.SIZE; width++) {
            var numbers = new long[Packing.BLOCK];
            Arrays.fill(numbers, -1);
            Packing.pack(numbers, width, words);

            var read = new long[Packing.BLOCK];
            Packing.unpack(words, width, read, 0);

            assertThat(read).as("width %d", width).containsOnly((1L << width) - 1);
        }
    }

    @Test
    void takes_no_more_words_than_the_bits_need() {
        for (int width = 0; width <= Long.SIZE; width++) {
            assertThat(Packing.words(width) * Long.SIZE).isEqualTo(Packing.BLOCK * width);
        }
    }

    @Test
    void bits_lie_behind_each_other() {
        var bytes = new byte[1_024];
        var numbers = new long[100];
        var widths = new int[100];
        int bit = 0;
        for (int i = 0; i < numbers.length; i++) {
            widths[i] = random.nextInt(Packing.MAX_BITS + 1);
            numbers[i] = random.nextLong() & ((1L << widths[i]) - 1);
            Packing.put(bytes, bit, numbers[i], widths[i]);
            bit += widths[i];
        }
        bit = 0;
        for (int i = 0; i < numbers.length; i++) {
            assertThat(Packing.bits(bytes, bit) & ((1L << widths[i]) - 1)).isEqualTo(numbers[i]);
            bit += widths[i];
        }
    }
}
