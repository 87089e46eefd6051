package org.tapwarden.capture.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Block;

class FrameRingTest {

    private static final int BYTES = 1 << 19;

    @Test
    void a_full_ring_refuses_and_takes_again_once_there_is_room() throws IOException {
        var ring = new FrameRing(BYTES);
        Block frame = block(new byte[1_000], 1);
        int taken = 0;
        while (ring.offer(frame, 0)) {
            taken++;
        }
        assertThat(taken).isEqualTo(BYTES / 1_032);
        var read = new Block();
        ring.fill(read, Long.MAX_VALUE);
        assertThat(read.count()).isEqualTo(Block.CAPACITY);
        assertThat(ring.offer(frame, 0)).as("lent until released").isFalse();
        ring.release();
        assertThat(ring.offer(frame, 0)).isTrue();
    }

    @Test
    void a_frame_longer_than_any_packet_is_cut_and_keeps_its_length_on_the_wire()
            throws IOException {
        var ring = new FrameRing(BYTES);
        int length = FrameRing.LONGEST + 1;
        assertThat(ring.offer(block(new byte[length], 5), 0)).isTrue();
        var read = new Block();
        ring.fill(read, Long.MAX_VALUE);
        assertThat(read.capturedLength(0)).isEqualTo(FrameRing.LONGEST);
        assertThat(read.wireLength(0)).isEqualTo(length);
        assertThat(read.timestampNanos(0)).isEqualTo(5);
    }

    @Test
    void what_came_later_than_asked_for_stays() throws IOException {
        var ring = new FrameRing(BYTES);
        for (long nanos : new long[] {3, 4, 5}) {
            assertThat(ring.offer(block(new byte[60], nanos), 0)).isTrue();
        }
        assertThat(ring.headNanos()).isEqualTo(3);
        var read = new Block();
        ring.fill(read, 4);
        assertThat(read.count()).isEqualTo(2);
        assertThat(ring.hasHead()).isTrue();
        assertThat(ring.headNanos()).isEqualTo(5);
        assertThat(ring.isHalfFull()).isFalse();
    }

    @Test
    void two_threads_hand_over_every_frame_in_order_and_unharmed() throws Exception {
        var ring = new FrameRing(BYTES);
        int frames = 200_000;
        var harmed = new AtomicLong();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            var block = new Block();
                            int next = 0;
                            while (next < frames) {
                                ring.fill(block, Long.MAX_VALUE);
                                for (int i = 0; i < block.count(); i++) {
                                    harmed.addAndGet(isWhole(block, i, next++) ? 0 : 1);
                                }
                                ring.release();
                            }
                        });
        var random = new Random(1);
        for (int i = 0; i < frames; i++) {
            byte[] bytes = new byte[random.nextInt(i % 1_000 == 0 ? 60_000 : 200)];
            Arrays.fill(bytes, (byte) i);
            Block block = block(bytes, i);
            while (!ring.offer(block, 0)) {
                Thread.onSpinWait();
            }
        }
        reader.join();
        assertThat(harmed).hasValue(0);
    }

    private static boolean isWhole(Block block, int i, int number) {
        if (block.timestampNanos(i) != number) {
            return false;
        }
        for (int k = 0; k < block.capturedLength(i); k++) {
            if (block.segment().get(JAVA_BYTE, block.offset(i) + k) != (byte) number) {
                return false;
            }
        }
        return true;
    }

    private static Block block(byte[] bytes, long nanos) throws IOException {
        var block = new Block();
        var _ = new Frames().add(nanos, bytes).source().read(block, 0);
        return block;
    }
}
