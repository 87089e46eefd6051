package org.tapwarden.history.codec.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.history.codec.HistoryCodec;
import org.tapwarden.history.codec.Runs;

/// Bytes and nanoseconds a value of each kind of column, beside Lucene's own format.
///
/// Run with the number of flows (default 1,000,000) and part of a column's name as arguments. Each
/// column is an index of its own, merged to one segment. Times are processor time of the one
/// thread, the best of some rounds. The data are made up: what they say about real flows is only as
/// good as their distributions.
public final class ColumnsBench {

    private static final String FIELD = "x";
    private static final int ROUNDS = 15;

    /// What was read, added up, so that the JIT cannot leave the reading out.
    private long sum;

    private final int flows;
    private final Path where;

    private ColumnsBench(int flows, Path where) {
        this.flows = flows;
        this.where = where;
    }

    public static void main(String[] arguments) throws IOException {
        int flows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path where = Files.createTempDirectory("columns-bench");
        var bench = new ColumnsBench(flows, where);
        Map<String, Column> columns = bench.columns();
        String only = arguments.length > 1 ? arguments[1] : "";
        columns.keySet().removeIf(name -> !name.contains(only));
        for (Column column : columns.values()) { // for the JIT
            bench.measure("warm-up", column, "lucene", new Lucene104Codec());
            bench.measure("warm-up", column, "flow", new HistoryCodec());
        }
        System.out.printf(
                Locale.ROOT,
                "%-28s %-8s %8s %9s %9s %9s %9s %9s%n",
                "column of " + flows,
                "format",
                "B/value",
                "write ns",
                "each ns",
                "run ns",
                "1/100 ns",
                "lookup ns");
        for (Map.Entry<String, Column> column : columns.entrySet()) {
            bench.measure(column.getKey(), column.getValue(), "lucene", new Lucene104Codec());
            bench.measure(column.getKey(), column.getValue(), "flow", new HistoryCodec());
        }
        System.out.println("all read add up to " + bench.sum);
        try (Stream<Path> left = Files.walk(where)) {
            left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }

    private static final class Column {

        private final long[] values;

        /// Null for a numeric column.
        private final BytesRef[] terms;

        private Column(long[] values, BytesRef[] terms) {
            this.values = values;
            this.terms = terms;
        }
    }

    private Map<String, Column> columns() {
        var random = new Random(42);
        var columns = new LinkedHashMap<String, Column>();
        columns.put("end ms, 116/s, falling", numbers(endTimes(random)));
        columns.put("bytes, log-normal", numbers(i -> logNormal(random, 7.6, 2.0)));
        columns.put("packets, log-normal", numbers(i -> 1 + logNormal(random, 1.2, 1.3)));
        columns.put("length ms, log-normal", numbers(i -> logNormal(random, 6.5, 2.2)));
        columns.put("source port", numbers(i -> 32_768 + random.nextInt(28_232)));
        columns.put("destination port", numbers(i -> serverPort(random)));
        columns.put("flow id, nearly falling", numbers(flowIds(random)));
        int[] hosts = zipf(random, 20_000, 1.05);
        columns.put("ordinal of 20,000, Zipf 1.05", ordinals(random, hosts, ColumnsBench::host));
        int[] names = zipf(random, 100_000, 1.05);
        columns.put("name of 100,000, Zipf 1.05", ordinals(random, names, ColumnsBench::name));
        int[] labels = zipf(random, 300, 1.2);
        columns.put("label of 300, Zipf 1.2", ordinals(random, labels, ColumnsBench::name));
        return columns;
    }

    private Column numbers(IntToLongFunction number) {
        var values = new long[flows];
        Arrays.setAll(values, number);
        return new Column(values, null);
    }

    private static long logNormal(Random random, double mean, double sigma) {
        return (long) Math.exp(mean + sigma * random.nextGaussian());
    }

    private static long serverPort(Random random) {
        int dice = random.nextInt(1_000);
        if (dice < 620) {
            return 443;
        } else if (dice < 900) {
            return 53;
        } else if (dice < 940) {
            return 80;
        }
        return dice < 970 ? 123 + random.nextInt(30) * 7 : random.nextInt(65_536);
    }

    private IntToLongFunction endTimes(Random random) {
        var time = new double[] {1_774_000_000_000.0};
        return i -> (long) (time[0] += Math.log(1 - random.nextDouble()) * 1_000 / 116);
    }

    private IntToLongFunction flowIds(Random random) {
        return i -> {
            double seconds = Math.min(3_600, logNormal(random, 7, 1.5) / 1_000.0);
            return 4_000_000_000L - i - (long) (seconds * 116);
        };
    }

    private int[] zipf(Random random, int size, double exponent) {
        var sums = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.pow(i + 1, -exponent);
            sums[i] = sum;
        }
        var drawn = new int[flows];
        for (int i = 0; i < flows; i++) {
            int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
            drawn[i] = found < 0 ? -1 - found : found;
        }
        return drawn;
    }

    private interface Naming {
        String of(int number);
    }

    private static Column ordinals(Random random, int[] drawn, Naming naming) {
        int size = Arrays.stream(drawn).max().orElse(0) + 1;
        int[] shuffled = new int[size]; // how frequent a term is has nothing to do with its order
        Arrays.setAll(shuffled, i -> i);
        for (int i = size - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = kept;
        }
        var terms = new BytesRef[size];
        Arrays.setAll(terms, i -> new BytesRef(naming.of(shuffled[i])));
        var values = new long[drawn.length];
        Arrays.setAll(values, i -> drawn[i]);
        return new Column(values, terms);
    }

    private static String host(int number) {
        return "10.%d.%d.%d".formatted(10 + number / 65_536, number / 256 % 256, number % 256);
    }

    private static String name(int number) {
        int hash = number * 0x9E3779B1;
        String[] words = {"cdn", "api", "static", "mail", "play", "edge", "video", "www", "img"};
        String[] ends = {".com", ".net", ".org", ".edu", ".io", ".k12.ca.us"};
        return words[(hash >>> 8) % 9 & 7]
                + number % 97
                + "."
                + Integer.toString(hash >>> 4, 36)
                + ends[(hash >>> 16) % 6];
    }

    private void measure(String name, Column column, String format, Codec codec)
            throws IOException {
        Path path = Files.createDirectories(where.resolve(format + name.hashCode()));
        try (Directory directory = FSDirectory.open(path)) {
            long start = cpuNanos();
            write(column, codec, directory);
            double write = (double) (cpuNanos() - start) / flows;
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                LeafReader leaf = reader.leaves().getFirst().reader();
                System.out.printf(
                        Locale.ROOT,
                        "%-28s %-8s %8.3f %9.1f %9.2f %9.2f %9.1f %9.1f%n",
                        name,
                        format,
                        (double) size(directory) / flows,
                        write,
                        best(leaf, column, ColumnsBench::each),
                        best(leaf, column, ColumnsBench::run),
                        best(leaf, column, ColumnsBench::some) * 100,
                        column.terms == null ? 0 : best(leaf, column, this::lookUp));
            }
        }
    }

    private void write(Column column, Codec codec, Directory directory) throws IOException {
        var config = new IndexWriterConfig().setCodec(codec).setUseCompoundFile(false);
        config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        config.setMergeScheduler(new SerialMergeScheduler()).setRAMBufferSizeMB(64);
        try (var writer = new IndexWriter(directory, config)) {
            var document = new Document();
            var number = new NumericDocValuesField(FIELD, 0);
            var term = new SortedDocValuesField(FIELD, new BytesRef());
            document.add(column.terms == null ? number : term);
            for (long value : column.values) {
                if (column.terms == null) {
                    number.setLongValue(value);
                } else {
                    term.setBytesValue(column.terms[(int) value]);
                }
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
    }

    private static long size(Directory directory) throws IOException {
        long size = 0;
        for (String file : directory.listAll()) {
            if (file.matches(".*\\.(dvd|dvm|fcd|fcm)")) {
                size += directory.fileLength(file);
            }
        }
        return size;
    }

    /// Of this thread, so that what else runs on the machine disturbs less.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private interface Reading {
        long read(LeafReader leaf, boolean numeric) throws IOException;
    }

    private double best(LeafReader leaf, Column column, Reading reading) throws IOException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            sum += reading.read(leaf, column.terms == null);
            least = Math.min(least, cpuNanos() - start);
        }
        return (double) least / flows;
    }

    private static long each(LeafReader leaf, boolean numeric) throws IOException {
        long sum = 0;
        if (numeric) {
            NumericDocValues values = leaf.getNumericDocValues(FIELD);
            for (int i = 0; i < leaf.maxDoc(); i++) {
                sum += values.advanceExact(i) ? values.longValue() : 0;
            }
        } else {
            SortedDocValues values = leaf.getSortedDocValues(FIELD);
            for (int i = 0; i < leaf.maxDoc(); i++) {
                sum += values.advanceExact(i) ? values.ordValue() : 0;
            }
        }
        return sum;
    }

    private static long run(LeafReader leaf, boolean numeric) throws IOException {
        Runs runs =
                numeric
                        ? Runs.of(leaf.getNumericDocValues(FIELD))
                        : Runs.of(leaf.getSortedDocValues(FIELD));
        var some = new long[4_096];
        long sum = 0;
        for (int from = 0; from < leaf.maxDoc(); from += some.length) {
            int count = Math.min(some.length, leaf.maxDoc() - from);
            runs.read(from, some, count, 0);
            for (int i = 0; i < count; i++) {
                sum += some[i];
            }
        }
        return sum;
    }

    private static long some(LeafReader leaf, boolean numeric) throws IOException {
        long sum = 0;
        if (numeric) {
            NumericDocValues values = leaf.getNumericDocValues(FIELD);
            for (int i = 0; i < leaf.maxDoc(); i += 100) {
                sum += values.advanceExact(i) ? values.longValue() : 0;
            }
        } else {
            SortedDocValues values = leaf.getSortedDocValues(FIELD);
            for (int i = 0; i < leaf.maxDoc(); i += 100) {
                sum += values.advanceExact(i) ? values.ordValue() : 0;
            }
        }
        return sum;
    }

    private long lookUp(LeafReader leaf, boolean numeric) throws IOException {
        SortedDocValues values = leaf.getSortedDocValues(FIELD);
        var random = new Random(1);
        long sum = 0;
        for (int i = 0; i < flows; i++) {
            sum += values.lookupOrd(random.nextInt(values.getValueCount())).length;
        }
        return sum;
    }
}
