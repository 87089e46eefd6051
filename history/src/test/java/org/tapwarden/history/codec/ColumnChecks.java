package org.tapwarden.history.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/// Reads columns in every way there is, and compares with the rows that were written.
final class ColumnChecks {

    private final Random random;

    ColumnChecks(long seed) {
        this.random = new Random(seed);
    }

    /// Of what is on the disk, by Lucene's own check, too.
    void verify(Directory directory, List<ColumnRows.Row> rows) throws IOException {
        try (var check = new CheckIndex(directory)) {
            assertThat(check.checkIndex().clean).isTrue();
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            verify(reader, rows);
        }
    }

    void verify(DirectoryReader reader, List<ColumnRows.Row> rows) throws IOException {
        assertThat(reader.numDocs()).isEqualTo(rows.size());
        var byId = new HashMap<Long, ColumnRows.Row>();
        rows.forEach(row -> byId.put(row.numbers().get(ColumnRows.ID), row));
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            var ordered = new ColumnRows.Row[leaf.maxDoc()];
            NumericDocValues ids = leaf.getNumericDocValues(ColumnRows.ID);
            for (int i = 0; i < ordered.length; i++) {
                assertThat(ids.nextDoc()).isEqualTo(i);
                ordered[i] = byId.remove(ids.longValue());
                assertThat(ordered[i]).isNotNull();
            }
            for (String name : ColumnRows.NUMBERS.keySet()) {
                verifyNumbers(leaf, name, ordered);
            }
            for (String name : ColumnRows.TERMS.keySet()) {
                verifyTerms(leaf, name, ordered);
            }
            verifyBytes(leaf, ordered);
            leaf.checkIntegrity();
        }
        assertThat(byId).isEmpty();
    }

    private void verifyNumbers(LeafReader leaf, String name, ColumnRows.Row[] rows)
            throws IOException {
        if (leaf.getNumericDocValues(name) == null) {
            assertThat(rows).noneMatch(row -> row.numbers().containsKey(name));
            return;
        }
        var expected = new Long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            expected[i] = rows[i].numbers().get(name);
        }
        NumericDocValues walk = leaf.getNumericDocValues(name);
        NumericDocValues jump = leaf.getNumericDocValues(name);
        Long[] walked = new Long[rows.length];
        for (int i = walk.nextDoc(); i != DocIdSetIterator.NO_MORE_DOCS; i = walk.nextDoc()) {
            walked[i] = walk.longValue();
        }
        assertThat(walked).as(name).isEqualTo(expected);
        for (int i = 0; i < rows.length; i += 1 + random.nextInt(random.nextInt(300) + 1)) {
            assertThat(jump.advanceExact(i)).isEqualTo(expected[i] != null);
            if (expected[i] != null) {
                assertThat(jump.longValue()).as("%s of %d", name, i).isEqualTo(expected[i]);
            }
        }
        verifyRuns(Runs.of(leaf.getNumericDocValues(name)), name, expected);
        verifySome(leaf.getNumericDocValues(name), name, expected);
        verifyRange(leaf.getNumericDocValues(name), name, expected);
        verifySkips(leaf.getDocValuesSkipper(name), name, expected);
    }

    private void verifyRuns(Runs runs, String name, Long[] expected) throws IOException {
        assertThat(runs).isNotNull();
        assertThat(runs.getClass().getSimpleName()).isIn("FlowNumbers", "FlowOrdinals");
        var into = new long[1_000];
        for (int from = 0; from < expected.length; ) {
            int count = Math.min(expected.length - from, random.nextInt(into.length));
            runs.read(from, into, count, -77);
            var wanted = new long[count];
            for (int i = 0; i < count; i++) {
                wanted[i] = expected[from + i] == null ? -77 : expected[from + i];
            }
            assertThat(Arrays.copyOf(into, count)).as("%s from %d", name, from).isEqualTo(wanted);
            from += count + (random.nextInt(3) == 0 ? random.nextInt(500) : 0);
        }
    }

    private void verifySome(NumericDocValues values, String name, Long[] expected)
            throws IOException {
        var which = new int[expected.length];
        int count = 0;
        for (int i = random.nextInt(3); i < expected.length; i += 1 + random.nextInt(40)) {
            which[count++] = i;
        }
        var into = new long[count];
        values.longValues(count, which, into, 5);
        for (int i = 0; i < count; i++) {
            long wanted = expected[which[i]] == null ? 5 : expected[which[i]];
            assertThat(into[i]).as("%s of %d", name, which[i]).isEqualTo(wanted);
        }
    }

    private void verifyRange(NumericDocValues values, String name, Long[] expected)
            throws IOException {
        int from = random.nextInt(expected.length);
        int to = from + random.nextInt(expected.length - from + 1);
        long least = -1_000;
        long greatest = 443;
        var set = new FixedBitSet(expected.length + 1);
        values.rangeIntoBitSet(from, to, least, greatest, set, 0);
        var wanted = new FixedBitSet(expected.length + 1);
        for (int i = from; i < to; i++) {
            if (expected[i] != null && least <= expected[i] && expected[i] <= greatest) {
                wanted.set(i);
            }
        }
        assertThat(set).as(name).isEqualTo(wanted);
    }

    private static void verifySkips(DocValuesSkipper skipper, String name, Long[] expected)
            throws IOException {
        boolean wanted = List.of(ColumnRows.AT, "most", "host").contains(name);
        assertThat(skipper != null).as(name).isEqualTo(wanted);
        if (skipper == null) {
            return;
        }
        int seen = 0;
        for (int from = 0; ; from = skipper.maxDocID(0) + 1) {
            skipper.advance(from);
            if (skipper.minDocID(0) == DocIdSetIterator.NO_MORE_DOCS) {
                break;
            }
            for (int level = 0; level < skipper.numLevels(); level++) {
                for (int i = skipper.minDocID(level); i <= skipper.maxDocID(level); i++) {
                    if (expected[i] != null) {
                        boolean within =
                                skipper.minValue(level) <= expected[i]
                                        && expected[i] <= skipper.maxValue(level);
                        assertThat(within).as("%s of %d, level %d", name, i, level).isTrue();
                        seen += level == 0 ? 1 : 0;
                    }
                }
            }
        }
        assertThat(seen).isEqualTo(skipper.docCount());
    }

    private void verifyTerms(LeafReader leaf, String name, ColumnRows.Row[] rows)
            throws IOException {
        if (leaf.getSortedDocValues(name) == null) {
            assertThat(rows).noneMatch(row -> row.terms().containsKey(name));
            return;
        }
        SortedDocValues values = leaf.getSortedDocValues(name);
        var terms = new TreeSet<BytesRef>();
        for (ColumnRows.Row row : rows) {
            if (row.terms().containsKey(name)) {
                terms.add(new BytesRef(row.terms().get(name)));
            }
        }
        var sorted = new ArrayList<>(terms);
        assertThat(values.getValueCount()).as(name).isEqualTo(sorted.size());
        TermsEnum walk = values.termsEnum();
        for (int ordinal = 0; ordinal < sorted.size(); ordinal++) {
            assertThat(walk.next()).isEqualTo(sorted.get(ordinal));
            assertThat(walk.ord()).isEqualTo(ordinal);
        }
        assertThat(walk.next()).isNull();
        for (int i = 0; i < 300; i++) {
            int ordinal = random.nextInt(sorted.size());
            BytesRef term = sorted.get(ordinal);
            assertThat(values.lookupOrd(ordinal)).isEqualTo(term);
            assertThat(values.lookupTerm(term)).isEqualTo(ordinal);
            var other = BytesRef.deepCopyOf(term);
            if (other.length > 0) {
                other.bytes[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                verifySeek(walk, values, sorted, other);
            }
        }
        var expected = new Long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            String term = rows[i].terms().get(name);
            if (term != null) {
                expected[i] = (long) Collections.binarySearch(sorted, new BytesRef(term));
            }
            assertThat(values.advanceExact(i)).isEqualTo(term != null);
            if (term != null) {
                assertThat((long) values.ordValue()).as("%s of %d", name, i).isEqualTo(expected[i]);
            }
        }
        verifyRuns(Runs.of(leaf.getSortedDocValues(name)), name, expected);
        verifySkips(leaf.getDocValuesSkipper(name), name, expected);
    }

    private static void verifySeek(
            TermsEnum walk, SortedDocValues values, List<BytesRef> sorted, BytesRef term)
            throws IOException {
        int found = Collections.binarySearch(sorted, term);
        assertThat(values.lookupTerm(term)).isEqualTo(found);
        TermsEnum.SeekStatus status = walk.seekCeil(term);
        int ceiling = found < 0 ? -1 - found : found;
        if (ceiling == sorted.size()) {
            assertThat(status).isEqualTo(TermsEnum.SeekStatus.END);
            return;
        }
        assertThat(status)
                .isEqualTo(found < 0 ? TermsEnum.SeekStatus.NOT_FOUND : TermsEnum.SeekStatus.FOUND);
        assertThat(walk.term()).isEqualTo(sorted.get(ceiling));
        assertThat(walk.ord()).isEqualTo(ceiling);
        if (ceiling + 1 < sorted.size()) {
            assertThat(walk.next()).isEqualTo(sorted.get(ceiling + 1));
        }
    }

    private static void verifyBytes(LeafReader leaf, ColumnRows.Row[] rows) throws IOException {
        BinaryDocValues values = leaf.getBinaryDocValues(ColumnRows.BYTES);
        for (int i = 0; i < rows.length; i++) {
            String wanted = rows[i].bytes();
            boolean there = values != null && values.advanceExact(i);
            assertThat(there).isEqualTo(wanted != null);
            if (there) {
                assertThat(values.binaryValue())
                        .isEqualTo(new BytesRef(wanted.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }
}
