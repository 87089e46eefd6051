package org.tapwarden.capture.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SpoolQueueTest {

    private static final SpoolLimits LIMITS =
            new SpoolLimits(1 << 24, 1 << 30, Duration.ofMillis(20));
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path directory;

    @Test
    void what_is_offered_comes_in_order() throws IOException {
        try (var spool = Spool.open(directory, LIMITS)) {
            try (var queue = new SpoolQueue(spool)) {
                for (int i = 0; i < 10_000; i++) {
                    assertThat(queue.offer(number(i))).isTrue();
                }
                assertThat(queue.drain(LONG)).isTrue();
                assertThat(spool.counts().appended()).isEqualTo(10_000);
                assertThat(queue.offer(number(10_000))).isTrue();
            } // and closing appends what waits
            assertThat(spool.force()).isTrue();
            try (var reader = spool.reader(0)) {
                for (int i = 0; i <= 10_000; i++) {
                    assertThat(reader.next()).isEqualTo(number(i));
                }
            }
            assertThat(spool.drops()).isEqualTo(Spool.Drops.NONE);
        }
    }

    @Test
    void a_disk_that_does_not_answer_costs_records_by_number_and_nobodys_time() throws IOException {
        var answer = new CountDownLatch(1);
        byte[] large = new byte[SegmentFormat.MAX_RECORD];
        int fit = SpoolQueue.MOST_BYTES / large.length;
        try (var spool = Spool.open(directory, LIMITS, path -> slow(path, answer));
                var queue = new SpoolQueue(spool)) {
            for (int i = 0; i < fit; i++) {
                assertThat(queue.offer(large)).isTrue();
            }
            assertThat(queue.offer(large)).isFalse();
            queue.dropped();
            assertThat(spool.drops()).isEqualTo(new Spool.Drops(0, 0, 0, 2));
            assertThat(spool.counts().bytes()).as("read without waiting").isPositive();
            assertThat(queue.drain(Duration.ofMillis(50))).isFalse();

            answer.countDown();
            assertThat(queue.drain(LONG)).isTrue();
            assertThat(queue.offer(large)).isTrue();
            assertThat(queue.drain(LONG)).isTrue();
            assertThat(spool.counts().appended()).isEqualTo(fit + 1);
            assertThat(spool.drops().all()).isEqualTo(2);
        }
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /// A disk that takes headers at once, and records when it is told to.
    private static SpoolFile slow(Path path, CountDownLatch answer) throws IOException {
        SpoolFile file = SpoolFile.onDisk(path);
        return new SpoolFile() {
            @Override
            public void write(ByteBuffer bytes, long position) throws IOException {
                if (position > 0) {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                }
                file.write(bytes, position);
            }

            @Override
            public int read(ByteBuffer bytes, long position) throws IOException {
                return file.read(bytes, position);
            }

            @Override
            public void force() throws IOException {
                file.force();
            }

            @Override
            public void truncate(long size) throws IOException {
                file.truncate(size);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
