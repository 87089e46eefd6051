package org.tapwarden.history.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A merge gives the same bytes as Lucene's way to merge ({@link LucenesMerges}), whatever is
/// merged.
class MergeTest {

    private final ColumnChecks checks = new ColumnChecks(12);

    /// How the times of segments lie to each other.
    enum Times {
        /// Neighbours overlap.
        AS_THEY_COME,
        /// All overlap.
        SHUFFLED,
        /// The next begins where one ends, so nothing is sorted.
        NEWEST_FIRST
    }

    private static IndexWriterConfig config(Codec codec) {
        return new IndexWriterConfig()
                .setCodec(codec)
                .setIndexSort(ColumnRows.NEWEST_FIRST)
                .setMergeScheduler(new SerialMergeScheduler())
                .setRAMBufferSizeMB(256)
                .setUseCompoundFile(false);
    }

    @ParameterizedTest
    @EnumSource(Times.class)
    void segments_of_any_size(Times times) throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            var random = new Random(seed);
            int[] sizes = new int[1 + random.nextInt(seed + 1)];
            Arrays.setAll(sizes, i -> 1 + random.nextInt(1 << random.nextInt(13)));
            List<ColumnRows.Row> rows = rows(seed, Arrays.stream(sizes).sum(), times);
            try (Directory source = segments(new HistoryCodec(), rows, sizes)) {
                verify(source, rows);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void segments_in_lucenes_format(int count) throws IOException {
        List<ColumnRows.Row> rows = rows(3, 3_000 * count, Times.AS_THEY_COME);
        int[] sizes = new int[count];
        Arrays.fill(sizes, 3_000);
        try (Directory source = segments(new Lucene104Codec(), rows, sizes)) {
            verify(source, rows);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MergeOrder.MOST_SEGMENTS, MergeOrder.MOST_SEGMENTS + 1})
    void as_many_segments_as_a_byte_tells_apart_and_one_more(int count) throws IOException {
        List<ColumnRows.Row> rows = rows(4, 5 * count, Times.SHUFFLED);
        int[] sizes = new int[count];
        Arrays.fill(sizes, 5);
        try (Directory source = segments(new HistoryCodec(), rows, sizes)) {
            verify(source, rows);
        }
    }

    @Test
    void segments_with_documents_that_were_deleted() throws IOException {
        List<ColumnRows.Row> rows = rows(5, 2_000, Times.SHUFFLED);
        try (Directory source = segments(new HistoryCodec(), rows, 700, 700, 600)) {
            IndexWriterConfig config =
                    config(new HistoryCodec()).setMergePolicy(NoMergePolicy.INSTANCE);
            try (var writer = new IndexWriter(source, config)) {
                for (ColumnRows.Row row : rows.subList(0, 100)) {
                    long id = row.numbers().get(ColumnRows.ID);
                    writer.deleteDocuments(
                            NumericDocValuesField.newSlowExactQuery(ColumnRows.ID, id));
                }
            }
            verify(source, rows.subList(100, 2_000));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 100_000, 100_000", "70, 100_000, 900", "1_000_000, 2_500, 0", "70, 0, 0"})
    void at_each_limit_of_what_a_merge_may_hold(int listed, int terms, int kept)
            throws IOException {
        List<ColumnRows.Row> rows = rows(6, 4_000, Times.SHUFFLED);
        var merges = new Merges(new MergeLimits(listed, terms, kept));
        try (Directory source = segments(new HistoryCodec(), rows, 1_000, 500, 2_499, 1)) {
            verify(source, new HistoryCodec(merges), rows);
        }
        assertThat(merges.size()).as("merges that are remembered").isZero();
    }

    @Test
    void lists_come_out_of_columns_and_columns_by_the_run() throws IOException {
        List<ColumnRows.Row> rows = rows(7, 3_000, Times.AS_THEY_COME);
        try (Directory source = segments(new HistoryCodec(), rows, 1_000, 1_500, 500);
                Directory wanted = merged(source, new LucenesMerges());
                DirectoryReader reader = DirectoryReader.open(source)) {
            var readers = new ArrayList<CodecReader>();
            reader.leaves().forEach(leaf -> readers.add(new OnlyRuns((CodecReader) leaf.reader())));
            try (Directory ours = merged(readers, new HistoryCodec())) {
                same(ours, wanted);
                checks.verify(ours, rows);
            }
        }
    }

    @Test
    void a_field_whose_lists_say_something_else_than_its_column_is_merged_as_it_is()
            throws IOException {
        try (var source = new ByteBuffersDirectory()) {
            IndexWriterConfig config =
                    config(new HistoryCodec()).setMergePolicy(NoMergePolicy.INSTANCE);
            try (var writer = new IndexWriter(source, config)) {
                for (int i = 0; i < 600; i++) {
                    var document = new Document();
                    document.add(NumericDocValuesField.indexedField(ColumnRows.AT, i * 37 % 600));
                    document.add(new SortedDocValuesField("more", new BytesRef("a" + i % 5)));
                    document.add(new StringField("more", "a" + i % 5, Field.Store.NO));
                    document.add(new StringField("more", "b" + i % 3, Field.Store.NO));
                    document.add(new SortedDocValuesField("some", new BytesRef("c" + i % 4)));
                    if (i % 2 == 0) {
                        document.add(new StringField("some", "c" + i % 4, Field.Store.NO));
                    }
                    writer.addDocument(document);
                    if (i % 200 == 199) {
                        writer.flush();
                    }
                }
            }
            try (Directory ours = merged(source, new HistoryCodec());
                    Directory wanted = merged(source, new LucenesMerges())) {
                same(ours, wanted);
            }
        }
    }

    private static List<ColumnRows.Row> rows(long seed, int count, Times times) {
        List<ColumnRows.Row> rows = ColumnRows.random(seed, count);
        switch (times) {
            case AS_THEY_COME -> {}
            case SHUFFLED -> Collections.shuffle(rows, new Random(seed));
            case NEWEST_FIRST ->
                    rows.sort(
                            Comparator.comparing((ColumnRows.Row row) ->
                                            row.numbers().get(ColumnRows.AT))
                                    .reversed());
        }
        return rows;
    }

    private static Directory segments(Codec codec, List<ColumnRows.Row> rows, int... sizes)
            throws IOException {
        var directory = new ByteBuffersDirectory();
        int from = 0;
        try (var writer =
                new IndexWriter(directory, config(codec).setMergePolicy(NoMergePolicy.INSTANCE))) {
            for (int size : sizes) {
                for (ColumnRows.Row row : rows.subList(from, from + size)) {
                    writer.addDocument(row.document());
                }
                writer.flush();
                from += size;
            }
        }
        return directory;
    }

    private void verify(Directory source, List<ColumnRows.Row> rows) throws IOException {
        verify(source, new HistoryCodec(), rows);
    }

    private void verify(Directory source, Codec codec, List<ColumnRows.Row> rows)
            throws IOException {
        try (Directory wanted = merged(source, new LucenesMerges());
                Directory ours = merged(source, codec)) {
            same(ours, wanted);
            checks.verify(ours, rows);
        }
    }

    private static void same(Directory ours, Directory lucenes) throws IOException {
        Map<String, byte[]> wanted = files(lucenes);
        Map<String, byte[]> files = files(ours);
        assertThat(files.keySet()).isEqualTo(wanted.keySet());
        files.forEach((name, bytes) ->
                assertThat(Arrays.mismatch(bytes, wanted.get(name)))
                        .as("first difference in %s", name)
                        .isEqualTo(-1));
    }

    private static Directory merged(Directory source, Codec codec) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(source)) {
            var readers = new ArrayList<CodecReader>();
            reader.leaves().forEach(leaf -> readers.add((CodecReader) leaf.reader()));
            return merged(readers, codec);
        }
    }

    private static Directory merged(List<CodecReader> readers, Codec codec) throws IOException {
        var directory = new ByteBuffersDirectory();
        try (var writer = new IndexWriter(directory, config(codec))) {
            writer.addIndexes(readers.toArray(new CodecReader[0]));
        }
        return directory;
    }

    /// What is in the files of the one segment, except for its random name and the checksums.
    private static Map<String, byte[]> files(Directory directory) throws IOException {
        var files = new TreeMap<String, byte[]>();
        var segments = SegmentInfos.readLatestCommit(directory);
        assertThat(segments.size()).isEqualTo(1);
        byte[] id = segments.info(0).info.getId();
        for (String name : directory.listAll()) {
            if (name.matches(".*\\.(fcd|fcm|doc|tim|tip|tmd|psm)")) {
                try (IndexInput in = directory.openInput(name, IOContext.READONCE)) {
                    var bytes = new byte[(int) in.length() - Long.BYTES];
                    in.readBytes(bytes, 0, bytes.length);
                    blank(id, bytes);
                    var _ = files.put(name.substring(name.indexOf('.')), bytes);
                }
            }
        }
        assertThat(files).containsKeys(".fcd", ".fcm", ".doc", ".tim");
        return files;
    }

    private static void blank(byte[] id, byte[] bytes) {
        for (int at = 0; at + id.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + id.length, id, 0, id.length)) {
                Arrays.fill(bytes, at, at + id.length, (byte) 0);
            }
        }
    }
}
