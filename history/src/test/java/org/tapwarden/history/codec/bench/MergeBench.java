package org.tapwarden.history.codec.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.InfoStream;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedFlow;
import org.tapwarden.history.bench.SchoolDay;
import org.tapwarden.history.codec.HistoryCodec;
import org.tapwarden.history.codec.LucenesMerges;
import org.tapwarden.history.index.FlowBatch;

/// CPU-seconds of a merge of segments of a school day, beside the same merge as Lucene does it.
///
/// Arguments: how many segments (default 20), flows in each (default 50,000), rounds (default 5).
/// Both kinds take turns; times are processor time of the one thread that merges, and of each kind
/// the median counts. What each part of a merge takes is said by Lucene itself, in wall time.
public final class MergeBench {

    private final int segments;
    private final int flows;
    private final int rounds;
    private final Path where;

    private MergeBench(int segments, int flows, int rounds, Path where) {
        this.segments = segments;
        this.flows = flows;
        this.rounds = rounds;
        this.where = where;
    }

    public static void main(String[] arguments) throws IOException, UnreadableFlow {
        Path where = Files.createTempDirectory("merge-bench");
        try {
            new MergeBench(
                            number(arguments, 0, 20),
                            number(arguments, 1, 50_000),
                            number(arguments, 2, 5),
                            where)
                    .run();
        } finally {
            try (Stream<Path> left = Files.walk(where)) {
                left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return index < arguments.length ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private static IndexWriterConfig config(Codec codec) {
        return new IndexWriterConfig()
                .setCodec(codec)
                .setIndexSort(FlowBatch.NEWEST_FIRST)
                .setMergeScheduler(new SerialMergeScheduler())
                .setUseCompoundFile(false)
                .setRAMBufferSizeMB(512);
    }

    private void run() throws IOException, UnreadableFlow {
        try (Directory source = FSDirectory.open(where.resolve("source"))) {
            fill(source);
            try (DirectoryReader reader = DirectoryReader.open(source)) {
                var readers = new CodecReader[reader.leaves().size()];
                Arrays.setAll(readers, i -> (CodecReader) reader.leaves().get(i).reader());
                say(readers.length + " segments of " + flows + " flows");
                double _ = merge(readers, new LucenesMerges(), InfoStream.NO_OUTPUT);
                double _ = merge(readers, new HistoryCodec(), InfoStream.NO_OUTPUT);
                double _ = merge(readers, new LucenesMerges(), new Parts("Lucene's"));
                double _ = merge(readers, new HistoryCodec(), new Parts("ours"));
                var lucenes = new double[rounds];
                var ours = new double[rounds];
                for (int round = 0; round < rounds; round++) {
                    lucenes[round] = merge(readers, new LucenesMerges(), InfoStream.NO_OUTPUT);
                    ours[round] = merge(readers, new HistoryCodec(), InfoStream.NO_OUTPUT);
                }
                say("Lucene's", lucenes);
                say("our", ours);
                say(
                        String.format(
                                Locale.ROOT,
                                "Lucene's takes %.2f times as long",
                                median(lucenes) / median(ours)));
            }
        }
    }

    private void fill(Directory directory) throws IOException, UnreadableFlow {
        var day =
                new SchoolDay(
                        1,
                        LocalDate.of(2026, 10, 1),
                        SchoolDay.USUAL_DAY,
                        SchoolDay.Arrival.AS_TIMED_OUT);
        long first = SchoolDay.USUAL_DAY / 3; // in the morning
        var packed = new PackedFlow();
        var batch = new FlowBatch();
        IndexWriterConfig config =
                config(new HistoryCodec()).setMergePolicy(NoMergePolicy.INSTANCE);
        try (var writer = new IndexWriter(directory, config)) {
            for (int segment = 0; segment < segments; segment++) {
                for (int i = 0; i < flows; i++) {
                    batch.add(packed.read(FlowCodec.encode(day.flow(first++))));
                }
                var _ = writer.addIndexes(batch.reader());
                batch.clear();
            }
        }
    }

    private double merge(CodecReader[] readers, Codec codec, InfoStream told) throws IOException {
        Path path = where.resolve("merged");
        try (Directory directory = FSDirectory.open(path);
                var writer = new IndexWriter(directory, config(codec).setInfoStream(told))) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            writer.addIndexes(readers);
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            writer.deleteAll();
            writer.commit();
            return (end - start) / 1e9;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String list(double[] values) {
        var list = new StringBuilder();
        for (double value : values) {
            list.append(String.format(Locale.ROOT, " %.3f", value));
        }
        return "(" + list.substring(1) + ")";
    }

    private static void say(String text) {
        System.out.println(text);
    }

    private static void say(String whose, double[] values) {
        say(
                String.format(Locale.ROOT, "%s merge: %.3f CPU-seconds ", whose, median(values))
                        + list(values));
    }

    /// Prints what Lucene tells of a merge.
    private static final class Parts extends InfoStream {

        private final String whose;

        Parts(String whose) {
            this.whose = whose;
        }

        @Override
        public void message(String component, String message) {
            say(whose + ": " + message);
        }

        @Override
        public boolean isEnabled(String component) {
            return component.equals("SM");
        }

        @Override
        public void close() {}
    }
}
