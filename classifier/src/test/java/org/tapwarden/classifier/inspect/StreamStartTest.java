package org.tapwarden.classifier.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.flow.FlowTable;

class StreamStartTest {

    private static boolean add(StreamStart start, long offset, byte[] bytes) {
        return start.add(offset, bytes, 0, bytes.length);
    }

    private static byte[] known(StreamStart start) {
        return Arrays.copyOf(start.array(), start.known());
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void segments_in_any_order_repeated_and_overlapping_give_the_stream() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            byte[] stream = random(random, 1 + random.nextInt(5_000));
            List<int[]> pieces = new ArrayList<>();
            for (int at = 0; at < stream.length; ) {
                int length = Math.min(stream.length - at, 1 + random.nextInt(700));
                int overlap = Math.min(at, random.nextInt(50));
                pieces.add(new int[] {at - overlap, length + overlap});
                at += length;
            }
            pieces.add(pieces.get(random.nextInt(pieces.size())));
            Collections.shuffle(pieces, random);
            var start = new StreamStart();
            for (int[] piece : pieces) {
                byte[] part = new byte[piece[1]];
                System.arraycopy(stream, piece[0], part, 0, part.length);
                add(start, piece[0], part);
            }
            assertThat(known(start)).isEqualTo(stream);
        }
    }

    @Test
    void the_byte_that_came_first_stays() {
        var start = new StreamStart();
        add(start, 2, new byte[] {'c', 'd'});
        assertThat(start.known()).isZero();
        add(start, 0, new byte[] {'a', 'b', 'X', 'X'});
        assertThat(known(start)).isEqualTo(new byte[] {'a', 'b', 'c', 'd'});
    }

    @Test
    void what_lies_behind_the_cap_is_left_out() {
        var start = new StreamStart();
        assertThat(add(start, 0, new byte[StreamStart.CAPACITY + 100])).isTrue();
        assertThat(start.known()).isEqualTo(StreamStart.CAPACITY);
        assertThat(add(start, StreamStart.CAPACITY, new byte[10])).isFalse();
        assertThat(add(start, -5, new byte[10])).isFalse();
        start.clear();
        assertThat(start.known()).isZero();
    }

    @Test
    void a_pool_is_full_at_its_cap_in_each_shard_and_knows_who_waits_longest() {
        var pool = new Pool<>(4 * FlowTable.SHARDS, 2, StreamStart::new, StreamStart::clear);
        for (int shard = 0; shard < FlowTable.SHARDS; shard++) {
            int place = 4 * shard;
            assertThat(pool.oldest(shard)).isEqualTo(Pool.NOBODY);
            StreamStart one = pool.take(place, shard);
            assertThat(pool.isFull(shard)).isFalse();
            assertThat(pool.take(place + 1, shard)).isNotSameAs(one);
            assertThat(pool.isFull(shard)).isTrue();
            assertThat(pool.oldest(shard)).isEqualTo(place);
            add(one, 0, new byte[10]);
            pool.giveBack(place, shard);
            assertThat(pool.of(place)).isNull();
            assertThat(pool.oldest(shard)).isEqualTo(place + 1);
            assertThat(pool.take(place + 2, shard)).isSameAs(one);
            assertThat(one.known()).as("clean again").isZero();
            pool.giveBack(place + 1, shard);
            assertThat(pool.oldest(shard)).isEqualTo(place + 2);
            pool.giveBack(place + 2, shard);
            pool.giveBack(place + 2, shard);
        }
        assertThat(pool.lent()).isZero();
        assertThat(pool.mostLent()).isEqualTo(2);
        assertThat(pool.refused()).isZero();
    }
}
