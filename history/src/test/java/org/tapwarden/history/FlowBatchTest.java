package org.tapwarden.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Population;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedFlow;
import org.tapwarden.history.codec.HistoryCodec;
import org.tapwarden.history.codec.TableHeap;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.Finder;
import org.tapwarden.history.index.FlowBatch;

class FlowBatchTest {

    private static final Instant NOON = Flows.DAY.plusSeconds(43_200);

    private final PackedFlow packed = new PackedFlow();
    private final FlowBatch batch = new FlowBatch();

    @Test
    void slices_come_out_newest_first_and_the_index_is_whole() throws Exception {
        List<FlowRecord> flows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            // Some end together, most not in the order in which they come.
            Instant end = NOON.plusMillis((i * 7_919L) % 500);
            flows.add(Flows.flow(i, end, Population.STAFF, "host-" + i % 37 + ".example"));
        }
        for (FlowRecord flow : flows) {
            batch.add(packed.read(FlowCodec.encode(flow)));
        }
        flows.sort((a, b) -> Long.compare(b.slice().endNanos(), a.slice().endNanos()));
        assertThat(written(batch)).isEqualTo(flows);
    }

    @Test
    void a_record_with_a_damaged_word_is_left_out_and_nothing_of_it_is_in_the_index()
            throws Exception {
        batch.add(packed.read(FlowCodec.encode(flow(1, "first.example"))));
        byte[] damaged = FlowCodec.encode(flow(2, "second.example"));
        int protocol = new String(damaged, StandardCharsets.ISO_8859_1).indexOf("\u0006tls");
        assertThat(protocol).isPositive();
        damaged[protocol + 1] = 'q'; // the label is the last word: those before it are good
        assertThatThrownBy(() -> batch.add(packed.read(damaged)))
                .isInstanceOf(UnreadableFlow.class);
        batch.add(packed.read(FlowCodec.encode(flow(3, "third.example"))));
        assertThat(written(batch))
                .extracting(flow -> flow.names().serverName())
                .containsExactly("first.example", "third.example");
    }

    @Test
    void a_batch_is_full_at_its_cap_and_empty_when_it_is_cleared() throws Exception {
        byte[] record = FlowCodec.encode(flow(1, "docs.google.com"));
        for (int i = 0; i < FlowBatch.MOST; i++) {
            assertThat(batch.isFull()).isFalse();
            batch.add(packed.read(record));
        }
        assertThat(batch.isFull()).isTrue();
        batch.clear();
        assertThat(batch.isFull()).isFalse();
        assertThat(batch.count()).isZero();
        batch.add(packed.read(FlowCodec.encode(flow(2, "other.example"))));
        assertThat(written(batch)).singleElement().isEqualTo(flow(2, "other.example"));
    }

    @Test
    void long_words_fill_a_batch_before_its_slices_do() throws Exception {
        int added = 0;
        while (!batch.isFull()) {
            String name = added + ".x".repeat(900);
            batch.add(packed.read(FlowCodec.encode(flow(added++, name))));
        }
        assertThat(added).isLessThan(FlowBatch.MOST);
        assertThat(written(batch)).hasSize(added);
    }

    @Test
    void the_tables_of_an_index_take_heap_while_it_is_open() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            batch.add(packed.read(FlowCodec.encode(flow(i, "host-" + i % 300 + ".example"))));
        }
        long before = TableHeap.bytes();
        try (Directory directory = new ByteBuffersDirectory()) {
            try (var writer = new IndexWriter(directory, settings())) {
                var _ = writer.addIndexes(batch.reader());
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                assertThat(read(reader)).hasSize(5_000);
                assertThat(TableHeap.bytes()).isGreaterThan(before);
            }
            assertThat(TableHeap.bytes()).isEqualTo(before);
        }
    }

    private static IndexWriterConfig settings() {
        return new IndexWriterConfig()
                .setCodec(new HistoryCodec())
                .setIndexSort(FlowBatch.NEWEST_FIRST);
    }

    private static List<FlowRecord> read(DirectoryReader reader) throws IOException {
        List<FlowRecord> read = new ArrayList<>();
        var query = MatchAllDocsQuery.INSTANCE;
        Budget budget = Budget.of(Duration.ofMinutes(1));
        new Finder(reader, query, Long.MIN_VALUE, Long.MAX_VALUE, budget).each(read::add);
        return read;
    }

    private static FlowRecord flow(long id, String name) {
        return Flows.flow(id, NOON, Population.STAFF, name);
    }

    private static List<FlowRecord> written(FlowBatch batch) throws IOException {
        try (Directory directory = new ByteBuffersDirectory()) {
            try (var writer = new IndexWriter(directory, settings())) {
                var _ = writer.addIndexes(batch.reader());
            }
            try (var check = new CheckIndex(directory)) {
                assertThat(check.checkIndex().clean).isTrue();
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                return read(reader);
            }
        }
    }
}
