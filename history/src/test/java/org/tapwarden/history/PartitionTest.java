package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.DirectoryReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.PackedFlow;

class PartitionTest {

    private static final int REFRESHES = 100;
    private static final int EACH = 70;
    private static final int ROUNDS = 60;

    @TempDir Path folder;

    @Test
    void few_segments_are_open_and_one_is_sealed() throws Exception {
        var flows = new Flows(3);
        var first = new PackedFlow().read(FlowCodec.encode(flows.next()));
        var partition = new Partition(PartitionKey.of(first), folder);
        partition.openWriter(1);
        int added = 0;
        for (int refresh = 0; refresh < REFRESHES; refresh++) {
            for (int i = 0; i < EACH; i++) {
                added++;
                var _ = partition.add(new PackedFlow().read(FlowCodec.encode(flows.next())), added);
            }
            partition.refresh();
            // Merges go on beside; by sixteen, of a thousand slices or less at first.
            assertThat(segments(partition)).isLessThan(60);
        }
        assertThat(segments(partition)).isGreaterThan(1);
        partition.closeForGood(new Cursor(1, added));
        assertThat(partition.seal(Flows.DAY)).isTrue();
        assertThat(segments(partition)).isEqualTo(1);
        DirectoryReader reader = Objects.requireNonNull(partition.acquire());
        assertThat(reader.maxDoc()).isEqualTo(added);
        reader.decRef();
        partition.closeIdleReader();
    }

    /// As when a person's purge meets an index that is just being sealed.
    @Test
    void who_seals_leaves_nothing_in_the_folder_of_a_destroyed_one() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            Path path = folder.resolve("round-" + round);
            Partition partition = closed(path);
            Thread sealer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    boolean _ = partition.seal(Flows.DAY);
                                } catch (IOException | IllegalStateException destroyed) {
                                    // as the sealer's thread takes it
                                }
                            });
            TimeUnit.MICROSECONDS.sleep(random.nextInt(40_000));
            partition.destroy();
            // Whatever is walked or deleted now, nobody adds to it.
            assertThat(Manifest.sums(path)).isNotEmpty();
            Destruction.discard(path);
            sealer.join();
            assertThat(path).doesNotExist();
            assertThatThrownBy(() -> partition.openWriter(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is destroyed");
            assertThat(path).doesNotExist();
        }
    }

    private static Partition closed(Path path) throws Exception {
        var flows = new Flows(4);
        var packed = new PackedFlow();
        var partition =
                new Partition(PartitionKey.of(packed.read(FlowCodec.encode(flows.next()))), path);
        partition.openWriter(1);
        for (int i = 1; i <= 300; i++) {
            var _ = partition.add(packed.read(FlowCodec.encode(flows.next())), i);
            if (i % EACH == 0) {
                partition.refresh();
            }
        }
        partition.closeForGood(new Cursor(1, 300));
        return partition;
    }

    private static int segments(Partition partition) throws Exception {
        DirectoryReader reader = Objects.requireNonNull(partition.acquire());
        try {
            return reader.leaves().size();
        } finally {
            reader.decRef();
        }
    }
}
