package org.tapwarden.history.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;

/// Seeded random rows with a column of each kind, and what must be read of them again.
final class ColumnRows {

    static final String ID = "id";
    static final String AT = "at";
    static final String BYTES = "bytes";
    static final Sort NEWEST_FIRST = new Sort(new SortField(AT, SortField.Type.LONG, true));

    private static final long[] EXTREMES = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };

    /// Columns whose documents are also listed by term.
    static final Set<String> INVERTED = Set.of("host", "unique", "few", "one", "sometimes");

    /// What a column holds in the n-th row; null for nothing.
    interface Making<T> {
        T make(Random random, int n);
    }

    static final Map<String, Making<Long>> NUMBERS = new LinkedHashMap<>();
    static final Map<String, Making<String>> TERMS = new LinkedHashMap<>();

    static {
        NUMBERS.put(ID, (random, n) -> (long) n);
        NUMBERS.put(AT, (random, n) -> 1_774_000_000_000L + 9L * n + random.nextInt(2_000));
        NUMBERS.put("constant", (random, n) -> 17L);
        NUMBERS.put("tail", (random, n) -> (long) Math.exp(6 + 3 * random.nextGaussian()));
        NUMBERS.put("extreme", (random, n) -> EXTREMES[random.nextInt(EXTREMES.length)]);
        NUMBERS.put("any", (random, n) -> random.nextLong());
        NUMBERS.put("port", (random, n) -> port(random));
        NUMBERS.put("minus", (random, n) -> random.nextInt(9) == 0 ? port(random) - 99 : 7L);
        NUMBERS.put("steps", (random, n) -> random.nextInt(5_000) == 0 ? -n : 3L * n);
        NUMBERS.put("some", (random, n) -> random.nextInt(10) == 0 ? port(random) : null);
        NUMBERS.put("most", (random, n) -> random.nextInt(10) == 0 ? null : port(random));
        NUMBERS.put("rare", (random, n) -> n % 1_001 == 3 ? (Long) random.nextLong() : null);
        NUMBERS.put("late", (random, n) -> n < 5_000 ? null : (Long) (long) n);
        TERMS.put("one", (random, n) -> "only");
        TERMS.put("empty", (random, n) -> "");
        TERMS.put("few", (random, n) -> "few" + zipf(random, 20));
        TERMS.put("host", (random, n) -> "10.0." + zipf(random, 3_000));
        TERMS.put("unique", (random, n) -> Integer.toString(random.nextInt(1 << 30), 36) + n);
        TERMS.put(
                "long",
                (random, n) -> "x".repeat(random.nextInt(300)) + zipf(random, 50) + "\ud83d\ude00");
        TERMS.put("sometimes", (random, n) -> n % 7 == 0 ? "host" + zipf(random, 500) : null);
    }

    /// One row; what it has no value for is missing.
    record Row(Map<String, Long> numbers, Map<String, String> terms, String bytes) {

        Document document() {
            var document = new Document();
            numbers.forEach((name, number) ->
                    document.add(
                            name.equals(AT) || name.equals("most")
                                    ? NumericDocValuesField.indexedField(name, number)
                                    : new NumericDocValuesField(name, number)));
            terms.forEach((name, term) -> {
                document.add(
                        name.equals("host")
                                ? SortedDocValuesField.indexedField(name, new BytesRef(term))
                                : new SortedDocValuesField(name, new BytesRef(term)));
                if (INVERTED.contains(name)) {
                    document.add(new StringField(name, new BytesRef(term), Field.Store.NO));
                }
            });
            if (bytes != null) {
                document.add(
                        new BinaryDocValuesField(
                                BYTES, new BytesRef(bytes.getBytes(StandardCharsets.UTF_8))));
            }
            return document;
        }
    }

    private ColumnRows() {}

    static List<Row> random(long seed, int count) {
        var random = new Random(seed);
        var rows = new ArrayList<Row>();
        for (int n = 0; n < count; n++) {
            var numbers = new LinkedHashMap<String, Long>();
            var terms = new LinkedHashMap<String, String>();
            for (Map.Entry<String, Making<Long>> column : NUMBERS.entrySet()) {
                Long number = column.getValue().make(random, n);
                if (number != null) {
                    numbers.put(column.getKey(), number);
                }
            }
            for (Map.Entry<String, Making<String>> column : TERMS.entrySet()) {
                String term = column.getValue().make(random, n);
                if (term != null) {
                    terms.put(column.getKey(), term);
                }
            }
            rows.add(
                    new Row(numbers, terms, n % 3 == 0 ? null : "b".repeat(random.nextInt(9)) + n));
        }
        return rows;
    }

    private static long port(Random random) {
        int dice = random.nextInt(100);
        return dice < 60 ? 443 : dice < 90 ? 53 : random.nextInt(65_536);
    }

    /// About Zipf's law: each doubling of the number is half as frequent a number.
    private static int zipf(Random random, int size) {
        return (int) (Math.pow(size, random.nextDouble()) - 1);
    }
}
