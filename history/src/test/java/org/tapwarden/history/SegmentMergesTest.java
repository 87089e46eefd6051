package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

/// What becomes of segments, with a large one of 3,200 slices and at most twenty of those.
class SegmentMergesTest {

    private static final int LARGE = 3_200;
    private static final int MOST_LARGE = 20;

    private final SegmentMerges merges = new SegmentMerges(LARGE, MOST_LARGE);

    @Test
    void what_refreshes_leave_is_merged_by_sixteen_until_it_is_large() throws IOException {
        try (var directory = new ByteBuffersDirectory();
                IndexWriter writer = writer(directory)) {
            add(writer, 15, 200);
            assertThat(sizes(writer)).hasSize(15);
            add(writer, 1, 200);
            assertThat(sizes(writer)).containsExactly(LARGE);
            add(writer, 16, 200);
            assertThat(sizes(writer)).containsExactly(LARGE, LARGE);
        }
    }

    @Test
    void large_ones_stay_until_there_are_too_many_and_keep_their_order() throws IOException {
        try (var directory = new ByteBuffersDirectory();
                IndexWriter writer = writer(directory)) {
            for (int i = 1; i < MOST_LARGE; i++) {
                add(writer, 1, LARGE + i);
                assertThat(sizes(writer)).hasSize(i);
            }
            add(writer, 1, 1);
            assertThat(sizes(writer)).hasSize(MOST_LARGE).endsWith(1);
            add(writer, 1, LARGE);
            assertThat(sizes(writer).getFirst()).isGreaterThan(LARGE * (MOST_LARGE - 1));
        }
    }

    @Test
    void an_index_that_is_sealed_becomes_one_in_one_merge() throws IOException {
        try (var directory = new ByteBuffersDirectory();
                IndexWriter writer = writer(directory)) {
            for (int i = 0; i < 2 * MOST_LARGE; i++) {
                add(writer, 3, 10);
                add(writer, 1, LARGE);
            }
            assertThat(sizes(writer)).hasSizeGreaterThan(1);
            merges.allAtOnce();
            writer.forceMerge(1);
            assertThat(sizes(writer)).containsExactly(2 * MOST_LARGE * (LARGE + 30));
        }
    }

    private IndexWriter writer(ByteBuffersDirectory directory) throws IOException {
        return new IndexWriter(
                directory,
                new IndexWriterConfig()
                        .setMergePolicy(merges)
                        .setMergeScheduler(new SerialMergeScheduler())
                        .setMaxBufferedDocs(1 << 20));
    }

    private static void add(IndexWriter writer, int segments, int slices) throws IOException {
        for (int segment = 0; segment < segments; segment++) {
            for (int i = 0; i < slices; i++) {
                writer.addDocument(new Document());
            }
            writer.flush();
        }
    }

    private static List<Integer> sizes(IndexWriter writer) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            var sizes = new ArrayList<Integer>();
            reader.leaves().forEach(leaf -> sizes.add(leaf.reader().maxDoc()));
            return sizes;
        }
    }
}
