package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.apache.lucene.index.DirectoryReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.PackedFlow;

class PartitionTest {

    private static final int REFRESHES = 100;
    private static final int EACH = 70;

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

    private static int segments(Partition partition) throws Exception {
        DirectoryReader reader = Objects.requireNonNull(partition.acquire());
        try {
            return reader.leaves().size();
        } finally {
            reader.decRef();
        }
    }
}
