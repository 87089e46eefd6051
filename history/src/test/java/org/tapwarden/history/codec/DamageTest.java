package org.tapwarden.history.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A disk that forgets a bit: it is found, and whoever reads on meanwhile neither waits forever nor
/// takes the memory.
class DamageTest {

    private static final int FLIPS = Boolean.getBoolean("tapwarden.whole") ? 400 : 150;
    private static final long MOST_MEMORY = 32 << 20;

    private final Random random = new Random(3);

    private static Directory index() throws IOException {
        var directory = new ByteBuffersDirectory();
        var config =
                new IndexWriterConfig()
                        .setCodec(new HistoryCodec())
                        .setIndexSort(ColumnRows.NEWEST_FIRST)
                        .setMergePolicy(NoMergePolicy.INSTANCE)
                        .setUseCompoundFile(false);
        try (var writer = new IndexWriter(directory, config)) {
            for (ColumnRows.Row row : ColumnRows.random(1, 6_000)) {
                writer.addDocument(row.document());
            }
        }
        return directory;
    }

    private static String file(Directory directory, String extension) throws IOException {
        return Arrays.stream(directory.listAll())
                .filter(name -> name.endsWith(extension))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(Directory directory, String name) throws IOException {
        try (IndexInput in = directory.openInput(name, IOContext.READONCE)) {
            var bytes = new byte[(int) in.length()];
            in.readBytes(bytes, 0, bytes.length);
            return bytes;
        }
    }

    /// The same index, except that this file has other bytes.
    private static Directory with(Directory whole, String changed, byte[] bytes)
            throws IOException {
        var directory = new ByteBuffersDirectory();
        for (String name : whole.listAll()) {
            if (!name.equals(changed)) {
                directory.copyFrom(whole, name, name, IOContext.DEFAULT);
            }
        }
        try (IndexOutput out = directory.createOutput(changed, IOContext.DEFAULT)) {
            out.writeBytes(bytes, bytes.length);
        }
        return directory;
    }

    @Test
    void a_bit_that_flipped_in_the_list_of_columns_keeps_the_index_from_opening()
            throws IOException {
        Directory whole = index();
        String name = file(whole, ".fcm");
        byte[] bytes = bytes(whole, name);
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try (Directory directory = with(whole, name, damaged)) {
                assertThatThrownBy(() -> DirectoryReader.open(directory))
                        .isInstanceOf(CorruptIndexException.class);
            }
        }
    }

    @Test
    void a_file_that_was_cut_keeps_the_index_from_opening() throws IOException {
        Directory whole = index();
        for (String extension : new String[] {".fcm", ".fcd"}) {
            String name = file(whole, extension);
            byte[] bytes = bytes(whole, name);
            for (int length : new int[] {0, 10, bytes.length / 2, bytes.length - 1}) {
                try (Directory directory = with(whole, name, Arrays.copyOf(bytes, length))) {
                    assertThatThrownBy(() -> DirectoryReader.open(directory))
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_bit_that_flipped_in_the_columns_is_found_and_ends_in_no_loop() throws IOException {
        Directory whole = index();
        String name = file(whole, ".fcd");
        byte[] bytes = bytes(whole, name);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int refused = 0;
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try (Directory directory = with(whole, name, damaged)) {
                DirectoryReader reader;
                try {
                    reader = DirectoryReader.open(directory);
                } catch (CorruptIndexException e) {
                    continue; // the header or the footer
                }
                try (reader) {
                    LeafReader leaf = reader.leaves().getFirst().reader();
                    assertThatThrownBy(leaf::checkIntegrity)
                            .isInstanceOf(CorruptIndexException.class);
                    long before = threads.getCurrentThreadAllocatedBytes();
                    refused += readAll(leaf);
                    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                            .isLessThan(MOST_MEMORY);
                }
            }
        }
        assertThat(refused).as("columns that said so themselves").isPositive();
    }

    /// @return how many columns could not be read to the end
    private static int readAll(LeafReader leaf) {
        int refused = 0;
        for (String column : ColumnRows.NUMBERS.keySet()) {
            refused += refuses(() -> readNumbers(leaf, column));
        }
        for (String column : ColumnRows.TERMS.keySet()) {
            refused += refuses(() -> readTerms(leaf, column));
        }
        return refused
                + refuses(() -> readBytes(leaf))
                + refuses(() -> readSkips(leaf, ColumnRows.AT));
    }

    private interface Reading {
        void read() throws IOException;
    }

    private static int refuses(Reading reading) {
        try {
            reading.read();
            return 0;
        } catch (IOException | RuntimeException e) {
            return 1;
        }
    }

    private static void readNumbers(LeafReader leaf, String column) throws IOException {
        NumericDocValues values = leaf.getNumericDocValues(column);
        for (int i = values.nextDoc(); i != DocIdSetIterator.NO_MORE_DOCS; i = values.nextDoc()) {
            long _ = values.longValue();
        }
        NumericDocValues jumps = leaf.getNumericDocValues(column);
        for (int i = 3; i < leaf.maxDoc(); i += 57) {
            if (jumps.advanceExact(i)) {
                long _ = jumps.longValue();
            }
        }
        var run = new long[leaf.maxDoc()];
        Runs.of(leaf.getNumericDocValues(column)).read(0, run, run.length, 0);
    }

    private static void readTerms(LeafReader leaf, String column) throws IOException {
        SortedDocValues values = leaf.getSortedDocValues(column);
        for (int i = 0; i < leaf.maxDoc(); i++) {
            if (values.advanceExact(i)) {
                var _ = values.lookupOrd(values.ordValue());
            }
        }
        TermsEnum terms = values.termsEnum();
        while (terms.next() != null) {
            var _ = terms.ord();
        }
        for (int i = 0; i < values.getValueCount(); i += 7) {
            int _ = values.lookupTerm(values.lookupOrd(i).clone());
        }
    }

    private static void readBytes(LeafReader leaf) throws IOException {
        BinaryDocValues values = leaf.getBinaryDocValues(ColumnRows.BYTES);
        for (int i = values.nextDoc(); i != DocIdSetIterator.NO_MORE_DOCS; i = values.nextDoc()) {
            var _ = values.binaryValue();
        }
    }

    private static void readSkips(LeafReader leaf, String column) throws IOException {
        DocValuesSkipper skipper = leaf.getDocValuesSkipper(column);
        int from = 0;
        while (from < leaf.maxDoc()) {
            skipper.advance(from);
            if (skipper.minDocID(0) == DocIdSetIterator.NO_MORE_DOCS) {
                return;
            }
            assertThat(skipper.maxDocID(0)).isGreaterThanOrEqualTo(from);
            from = skipper.maxDocID(0) + 1;
        }
    }
}
