package org.tapwarden.history.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.ByteBuffersIndexInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One block, written and read again; and that it is written in the way that suits it.
class BlockTest {

    private static final int DIFFERENT = BlockWriter.DIFFERENCES;
    private final Random random = new Random(7);

    private record Written(long bytes, int flags) {

        int kind() {
            return flags & BlockWriter.KIND;
        }
    }

    private static long[] block(int count, IntToLongFunction number) {
        var numbers = new long[count];
        Arrays.setAll(numbers, number);
        return numbers;
    }

    private static Written roundTrip(long[] numbers, long origin) throws IOException {
        var out = new ByteBuffersDataOutput();
        var writer = new BlockWriter();
        writer.write(Arrays.copyOf(numbers, Packing.BLOCK), numbers.length, origin, 0, out);
        // A second block finds the writer's buffers as they should be.
        long size = out.size();
        writer.write(Arrays.copyOf(numbers, Packing.BLOCK), numbers.length, origin, 0, out);

        var in = out.toDataInput();
        var reader = new BlockReader();
        var read = new long[Packing.BLOCK];
        int flags = reader.read(in, origin, read, 0);
        assertThat(Arrays.copyOf(read, numbers.length)).isEqualTo(numbers);
        assertThat(in.position()).isEqualTo(size);
        assertThat(reader.read(in, origin, read, 0)).isEqualTo(flags);
        assertThat(Arrays.copyOf(read, numbers.length)).isEqualTo(numbers);
        assertThat(in.position()).isEqualTo(out.size());
        findEach(out, numbers, origin);
        return new Written(size, flags);
    }

    private static void findEach(ByteBuffersDataOutput out, long[] numbers, long origin)
            throws IOException {
        out.writeBytes(
                new byte[CodecUtil.footerLength()]); // stands behind the last block of a file
        var in = new ByteBuffersIndexInput(out.toDataInput(), "block");
        var reader = new BlockReader();
        for (int i = 0; i < numbers.length; i++) {
            in.seek(0);
            if (reader.find(in, origin, i)) {
                assertThat(reader.found()).isEqualTo(numbers[i]);
            }
        }
    }

    private double logNormal(double mean, double sigma) {
        return Math.exp(mean + sigma * random.nextGaussian());
    }

    @Test
    void one_number_again_and_again_takes_a_few_bytes() throws IOException {
        Written written = roundTrip(block(128, i -> 443), 0);

        assertThat(written.kind()).isEqualTo(BlockTrial.CONSTANT);
        assertThat(written.bytes()).isEqualTo(3);
    }

    @Test
    void a_staircase_takes_a_few_bytes() throws IOException {
        Written written = roundTrip(block(128, i -> 5_000_000_000L - 17L * i), 5_000_000_000L);

        assertThat(written.kind()).isEqualTo(BlockTrial.CONSTANT);
        assertThat(written.flags() & DIFFERENT).isNotZero();
        assertThat(written.bytes()).isLessThanOrEqualTo(4);
    }

    @Test
    void even_numbers_take_exactly_their_bits() throws IOException {
        Written written = roundTrip(block(128, i -> 1_000 + random.nextInt(1 << 13)), 0);

        assertThat(written.kind()).isEqualTo(BlockTrial.PACKED);
        assertThat(written.bytes()).isEqualTo(128 * 13 / 8 + 4);
    }

    @Test
    void one_that_is_far_greater_does_not_widen_the_others() throws IOException {
        long[] numbers = block(128, i -> random.nextInt(256));
        numbers[77] = 1L << 50;

        Written written = roundTrip(numbers, 0);

        assertThat(written.kind()).isEqualTo(BlockTrial.PATCHED);
        assertThat(written.bytes()).isLessThan(128 + 16);
    }

    @Test
    void one_that_is_far_less_does_not_widen_the_others() throws IOException {
        long[] numbers = block(128, i -> 1L << 40 | random.nextInt(256));
        numbers[3] = 12;

        Written written = roundTrip(numbers, 0);

        assertThat(written.kind()).isEqualTo(BlockTrial.PATCHED);
        assertThat(written.flags() & BlockWriter.BELOW).isNotZero();
        assertThat(written.bytes()).isLessThan(128 + 20);
    }

    @Test
    void a_heavy_tail_has_a_width_for_each() throws IOException {
        Written written = roundTrip(block(128, i -> (long) logNormal(8, 2.5)), 0);

        assertThat(written.kind()).isEqualTo(BlockTrial.LENGTHS);
        assertThat(written.bytes()).isLessThan(128 * 17 / 8);
    }

    @Test
    void falling_times_take_the_bits_of_their_gaps() throws IOException {
        long[] times = new long[128];
        long time = 1_774_000_000_000L;
        for (int i = 0; i < times.length; i++) {
            time -= (long) (-8.6 * Math.log(1 - random.nextDouble()));
            times[i] = time;
        }

        Written written = roundTrip(times, 1_774_000_050_000L);

        assertThat(written.flags() & DIFFERENT).isNotZero();
        assertThat(written.bytes() * 8 / 128.0).isLessThan(6.7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 127, 128})
    void the_ends_of_the_range_come_back(int count) throws IOException {
        long[] extremes = {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1, Long.MIN_VALUE + 1};
        for (int round = 0; round < 200; round++) {
            long[] numbers = block(count, i -> extremes[random.nextInt(extremes.length)]);
            long origin = extremes[random.nextInt(extremes.length)];
            assertThat(roundTrip(numbers, origin).bytes()).isPositive();
        }
    }

    @Test
    void whatever_it_is_it_comes_back() throws IOException {
        for (int round = 0; round < 5_000; round++) {
            int count = 1 + random.nextInt(Packing.BLOCK);
            int width = random.nextInt(65);
            int odd = random.nextInt(10);
            long base = random.nextLong() >> random.nextInt(64);
            long step = (random.nextLong() >> random.nextInt(64)) * random.nextInt(2);
            long[] numbers =
                    block(
                            count,
                            i -> {
                                int bits = random.nextInt(20) < odd ? random.nextInt(65) : width;
                                long distance = bits == 0 ? 0 : random.nextLong() >>> (64 - bits);
                                return base
                                        + step * i
                                        + (random.nextInt(8) == 0 ? -distance : distance);
                            });
            assertThat(roundTrip(numbers, base).bytes()).isLessThanOrEqualTo(128 * 8 + 32);
        }
    }

    @Test
    void one_number_is_found_alone_unless_it_depends_on_the_ones_before() throws IOException {
        var out = new ByteBuffersDataOutput();
        new BlockWriter().write(block(128, i -> random.nextInt(4_000)), 128, 0, 0, out);
        long second = out.size();
        new BlockWriter().write(block(128, i -> 1_000L * i + random.nextInt(9)), 128, 0, 0, out);
        out.writeBytes(new byte[CodecUtil.footerLength()]);
        var in = new ByteBuffersIndexInput(out.toDataInput(), "blocks");

        assertThat(new BlockReader().find(in, 0, 77)).isTrue();
        in.seek(second);
        assertThat(new BlockReader().find(in, 0, 77)).isFalse();
    }

    @Test
    void ranked_codes_are_not_moved_by_the_origin() throws IOException {
        long[] codes = block(128, i -> i);
        var out = new ByteBuffersDataOutput();
        new BlockWriter().write(codes, 128, 1_000_000, BlockWriter.RANKED, out);

        var read = new long[128];
        int flags = new BlockReader().read(out.toDataInput(), 1_000_000, read, 0);

        assertThat(flags & BlockWriter.RANKED).isNotZero();
        assertThat(read).isEqualTo(codes);
    }
}
