package org.tapwarden.history.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class RankingTest {

    private final Random random = new Random(9);

    /// As many numbers, one a document.
    private static final class Numbers implements Blocks {

        private final int count;
        private final IntToLongFunction number;
        private int read;

        Numbers(int count, IntToLongFunction number) {
            this.count = count;
            this.number = number;
        }

        @Override
        public int next(int[] documents, long[] numbers) {
            int some = Math.min(Packing.BLOCK, count - read);
            for (int i = 0; i < some; i++) {
                documents[i] = read;
                numbers[i] = number.applyAsLong(read++);
            }
            return some;
        }
    }

    /// About Zipf's law.
    private long zipf(int size) {
        return (long) Math.pow(size, random.nextDouble()) - 1;
    }

    @Test
    void the_most_frequent_comes_first() throws IOException {
        long[] ports = {443, 443, 443, 443, 53, 53, 80, 50_000};
        Ranking ranking =
                Ranking.ofNumbers(new Numbers(8_000, i -> ports[i % ports.length]), 8_000);

        assertThat(ranking.table()).startsWith(443, 53);
        assertThat(ranking.code(443)).isZero();
        assertThat(ranking.code(53)).isEqualTo(1);
        assertThat(ranking.code(9)).isEqualTo(ranking.table().length + 9);
    }

    @Test
    void what_cannot_be_coded_says_so() throws IOException {
        Ranking ranking =
                Ranking.ofNumbers(new Numbers(9_000, i -> i % 9 == 0 ? 60_000 : 443), 9_000);

        assertThat(ranking.code(60_000)).isEqualTo(1);
        assertThat(ranking.code(-1)).isEqualTo(-1);
        assertThat(ranking.code(Long.MIN_VALUE)).isEqualTo(-1);
        assertThat(ranking.code(Long.MAX_VALUE)).isEqualTo(-1);
        assertThat(ranking.code(Long.MAX_VALUE - Ranking.MOST - 1)).isPositive();
    }

    @Test
    void the_table_has_a_cap_and_what_is_beyond_is_coded_behind_it() throws IOException {
        var scattered = new long[20_000];
        Arrays.setAll(scattered, i -> i * 7_919L % 20_000);
        var drawn = new long[200_000];
        Arrays.setAll(drawn, i -> scattered[(int) zipf(20_000)]);

        Ranking ranking =
                Ranking.ofOrdinals(new Numbers(drawn.length, i -> drawn[i]), scattered.length);

        assertThat(ranking.table()).hasSize(Ranking.MOST);
        for (int rank = 0; rank < Ranking.MOST; rank++) {
            assertThat(ranking.code(ranking.table()[rank])).isEqualTo(rank);
        }
        assertThat(Arrays.stream(scattered).map(ranking::code).distinct().count())
                .isEqualTo(scattered.length);
        assertThat(Arrays.stream(scattered).map(ranking::code).max().orElseThrow())
                .isLessThan(Ranking.MOST + scattered.length);
    }

    @Test
    void more_ordinals_than_the_cap_are_not_counted() throws IOException {
        var ordinals = new Numbers(100_000, i -> i % 7);

        assertThat(Ranking.ofOrdinals(ordinals, Ranking.MOST_ORDINALS + 1)).isNull();
        assertThat(ordinals.read).as("not even looked at").isZero();
    }

    @Test
    void more_different_numbers_than_the_cap_leave_the_later_ones_out() throws IOException {
        int first = NumberCounts.MOST;
        int documents = 10 * first;
        // The first of them all come at least twice; what follows is one number, new each time.
        IntToLongFunction number = i -> i < 4 * first ? i / 4 * 1_000L : 5_000_000_000L + i;

        NumberCounts counted = NumberCounts.of(new Numbers(documents, number), documents);

        assertThat(counted.slots()).isEqualTo(2 * NumberCounts.MOST);
        assertThat(Arrays.stream(counted.counts()).filter(count -> count > 0).count())
                .isEqualTo(NumberCounts.MOST);
        assertThat(counted.total()).isEqualTo(documents);
        assertThat(Arrays.stream(counted.widths()).sum()).isEqualTo(documents);
    }

    @Test
    void numbers_that_hardly_repeat_are_not_counted_to_the_end() throws IOException {
        var numbers = new Numbers(1_000_000, i -> i);

        assertThat(Ranking.ofNumbers(numbers, 1_000_000)).isNull();
        assertThat(numbers.read).isLessThan(10_000);
    }

    @Test
    void even_ordinals_are_not_ranked() throws IOException {
        assertThat(Ranking.ofOrdinals(new Numbers(100_000, i -> i % 1_000), 1_000)).isNull();
    }
}
