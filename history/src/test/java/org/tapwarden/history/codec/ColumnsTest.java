package org.tapwarden.history.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was written is read, whatever the columns hold, however segments came to be, and by every
/// way of reading.
class ColumnsTest {

    @TempDir Path path;

    private final ColumnChecks checks = new ColumnChecks(11);

    private static IndexWriterConfig config() {
        return new IndexWriterConfig()
                .setCodec(new HistoryCodec())
                .setIndexSort(ColumnRows.NEWEST_FIRST);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 127, 128, 129, 4_095, 4_097, 20_000})
    void every_column_of_one_segment(int count) throws IOException {
        List<ColumnRows.Row> rows = ColumnRows.random(count, count);
        try (Directory directory = FSDirectory.open(path)) {
            try (var writer = new IndexWriter(directory, config())) {
                add(writer, rows);
                writer.forceMerge(1);
            }
            checks.verify(directory, rows);
        }
    }

    @Test
    void seventy_thousand_terms_through_merges_and_readers_of_what_is_not_committed()
            throws IOException {
        List<ColumnRows.Row> rows = ColumnRows.random(5, 70_000);
        var config = config();
        config.setMaxBufferedDocs(3_000).setRAMBufferSizeMB(IndexWriterConfig.DISABLE_AUTO_FLUSH);
        try (Directory directory = FSDirectory.open(path)) {
            try (var writer = new IndexWriter(directory, config)) {
                int done = 0;
                for (int until : new int[] {10, 5_000, 12_345, 70_000}) {
                    add(writer, rows.subList(done, until));
                    done = until;
                    try (DirectoryReader reader = DirectoryReader.open(writer)) {
                        checks.verify(reader, rows.subList(0, done));
                    }
                }
            }
            checks.verify(directory, rows);
            try (var writer = new IndexWriter(directory, config())) {
                writer.forceMerge(1);
            }
            checks.verify(directory, rows);
        }
    }

    @Test
    void rows_that_were_deleted_are_gone_after_a_merge() throws IOException {
        List<ColumnRows.Row> rows = ColumnRows.random(6, 3_000);
        var left = new ArrayList<ColumnRows.Row>();
        try (Directory directory = FSDirectory.open(path)) {
            try (var writer = new IndexWriter(directory, config())) {
                for (int from = 0; from < 3_000; from += 500) {
                    add(writer, rows.subList(from, from + 500));
                    writer.flush();
                }
                for (ColumnRows.Row row : rows) {
                    long at = row.numbers().get(ColumnRows.AT);
                    if (at % 3 == 0) {
                        writer.deleteDocuments(
                                NumericDocValuesField.newSlowExactQuery(ColumnRows.AT, at));
                    } else {
                        left.add(row);
                    }
                }
                writer.forceMerge(1);
            }
            checks.verify(directory, left);
        }
    }

    @Test
    void several_values_a_document_are_refused_by_name() throws IOException {
        for (var field :
                List.of(
                        new SortedNumericDocValuesField("many", 1),
                        new SortedSetDocValuesField("many", new BytesRef("x")))) {
            try (Directory directory =
                            FSDirectory.open(path.resolve(field.getClass().getSimpleName()));
                    var writer =
                            new IndexWriter(
                                    directory,
                                    new IndexWriterConfig().setCodec(new HistoryCodec()))) {
                var document = new Document();
                document.add(field);
                assertThatThrownBy(
                                () -> {
                                    writer.addDocument(document);
                                    writer.flush();
                                })
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("field many: TapwardenFlow1 holds one value");
            }
        }
    }

    private static void add(IndexWriter writer, List<ColumnRows.Row> rows) throws IOException {
        for (ColumnRows.Row row : rows) {
            writer.addDocument(row.document());
        }
    }
}
