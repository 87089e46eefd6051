package org.tapwarden.history.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.ArrayUtil;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.codec.HistoryCodec;

/// The sums of a sealed index: what each sender did in each hour (UTC) in each category. Lies in an
/// index of its own, with the same columns, so that a question that needs no more than these is put
/// to it in the same way and answered some times quicker.
public final class RollUp {

    /// The name of its folder inside the folder of the sealed index.
    public static final String FOLDER = "rollup";

    /// How many flows began, and how many slices they are.
    static final String FLOWS = "flows";

    static final String SLICES = "slices";

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int RUN = 4_096;

    /// Sums of one hour that are kept; beyond them they are written, and one may be written again.
    private static final int MOST_SUMS = 200_000;

    private static final Set<String> FIELDS =
            Set.of("source.ip", "source.endpoint", "network.type", "tapwarden.category");

    private RollUp() {}

    /// Whether a question can be answered by sums of hours, when its range begins and ends with
    /// one.
    public static boolean answers(Question question) {
        boolean known = question.filter().fields().allMatch(field -> FIELDS.contains(field.name()));
        return known && question.counting().filter(RollUp::answers).isPresent();
    }

    private static boolean answers(Stage stage) {
        boolean known = stage.grouping().stream().allMatch(field -> FIELDS.contains(field.name()));
        return known
                && switch (stage) {
                    case Stage.Top top -> isAdded(top.metric());
                    case Stage.CountBy _, Stage.Distinct _ -> true;
                    case Stage.Timeline timeline -> timeline.interval().toMillis() % HOUR == 0;
                    case Stage.Evidence _, Stage.Sort _, Stage.Fields _, Stage.Head _ -> false;
                };
    }

    private static boolean isAdded(Metric metric) {
        return switch (metric) {
            case Metric.Total _ -> true;
            case Metric.Sum sum -> !sum.field().name().equals("event.duration");
        };
    }

    /// Whether a range cuts no hour in two.
    ///
    /// @param lastMillis included
    public static boolean isWhole(long fromMillis, long lastMillis) {
        return hour(fromMillis) == fromMillis && endOfHour(lastMillis) == lastMillis;
    }

    /// When the hour began that a moment lies in.
    public static long hour(long millis) {
        long rest = Math.floorMod(millis, HOUR);
        return millis < Long.MIN_VALUE + rest ? Long.MIN_VALUE : millis - rest;
    }

    /// The last moment of its hour.
    public static long endOfHour(long millis) {
        return Saturating.plus(hour(millis), HOUR - 1);
    }

    /// Writes the sums of an index.
    ///
    /// @param folder where; what is there is replaced
    public static void write(DirectoryReader index, Path folder) throws IOException {
        var settings =
                new IndexWriterConfig()
                        .setCodec(new HistoryCodec())
                        .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                        .setIndexSort(FlowBatch.NEWEST_FIRST)
                        .setMergeScheduler(new SerialMergeScheduler());
        try (Directory directory = FSDirectory.open(folder);
                var writer = new IndexWriter(directory, settings)) {
            var batch = new SumBatch();
            for (LeafReaderContext segment : index.leaves()) {
                new Adding(segment.reader(), writer, batch).all();
            }
            if (batch.count() > 0) {
                var _ = writer.addIndexes(batch.reader());
            }
            writer.forceMerge(1);
        } catch (UnreadableFlow e) {
            throw new IOException("a word of the index cannot be read: " + e.getMessage(), e);
        }
    }

    /// Adds up one segment, hour by hour, since its slices lie in the order of time.
    private static final class Adding {

        private final LeafReader segment;
        private final IndexWriter writer;
        private final SumBatch batch;
        private final SortedDocValues sources;
        private final Codes.Ordinals sourceCodes;
        private final Codes.Ordinals labelCodes;
        private final Codes.Values ends;
        private final Codes.Values slice;
        private final Codes.Values[] counters = new Codes.Values[SumBatch.ADDED.size()];

        /// The category of each label.
        private final int[] categories;

        private final int[] group = new int[RUN];
        private final long[] end = new long[RUN];
        private final long[] code = new long[RUN];
        private final long[] spare = new long[RUN];

        /// The groups of an hour: senders, and of these those with a category.
        private final Combinations senders = new Combinations();

        private final Combinations groups = new Combinations();
        private long[] flows = new long[1];
        private long[] slices = new long[1];
        private final long[][] sums = new long[SumBatch.ADDED.size()][1];
        private long hour = Long.MIN_VALUE;

        Adding(LeafReader segment, IndexWriter writer, SumBatch batch)
                throws IOException, UnreadableFlow {
            this.segment = segment;
            this.writer = writer;
            this.batch = batch;
            this.sources = DocValues.getSorted(segment, Dictionary.SOURCE.column());
            this.sourceCodes = new Codes.Ordinals(segment, Dictionary.SOURCE);
            this.labelCodes = new Codes.Ordinals(segment, Dictionary.LABEL);
            this.ends = new Codes.Values(segment, Column.Numbers.of(Counter.END));
            this.slice = new Codes.Values(segment, Column.Numbers.of(Counter.SLICE));
            for (int i = 0; i < counters.length; i++) {
                Counter added = SumBatch.ADDED.get(i);
                counters[i] = new Codes.Values(segment, Column.Numbers.of(added));
            }
            SortedDocValues labels = DocValues.getSorted(segment, Dictionary.LABEL.column());
            this.categories = new int[labels.getValueCount()];
            for (int i = 0; i < categories.length; i++) {
                categories[i] =
                        Dictionary.LABEL.alone(labels.lookupOrd(i)).label().category().ordinal();
            }
        }

        void all() throws IOException {
            int at = 0;
            while (at < segment.maxDoc()) {
                int count = Math.min(RUN, segment.maxDoc() - at);
                ends.read(Slices.run(at, count), end, spare);
                long first = hour(end[0]);
                int same = 1;
                while (same < count && end[same] >= first) { // newest first
                    same++;
                }
                if (first != hour || groups.size() >= MOST_SUMS) {
                    write();
                    hour = first;
                }
                add(Slices.run(at, same));
                at += same;
            }
            write();
        }

        private void add(Slices run) throws IOException {
            int count = run.count();
            Arrays.fill(group, 0, count, 0);
            sourceCodes.read(run, code, spare);
            senders.number(group, code, count);
            labelCodes.read(run, code, spare);
            for (int k = 0; k < count; k++) {
                code[k] = categories[(int) code[k]];
            }
            groups.number(group, code, count);
            slice.read(run, code, spare);
            flows = ArrayUtil.grow(flows, groups.size());
            slices = ArrayUtil.grow(slices, groups.size());
            for (int k = 0; k < count; k++) {
                flows[group[k]] += code[k] == 1 ? 1 : 0;
                slices[group[k]]++;
            }
            for (int i = 0; i < sums.length; i++) {
                counters[i].read(run, code, spare);
                sums[i] = ArrayUtil.grow(sums[i], groups.size());
                for (int k = 0; k < count; k++) {
                    sums[i][group[k]] += code[k];
                }
            }
        }

        private int sender(int group) {
            return (int) senders.code(groups.before(group));
        }

        /// All groups: neighbours are alike then, and take less room.
        private int[] bySender() {
            var keys = new long[groups.size()];
            for (int number = 0; number < keys.length; number++) {
                keys[number] = (long) sender(number) << Integer.SIZE | number;
            }
            Arrays.sort(keys);
            return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
        }

        private void write() throws IOException {
            var sum = new long[sums.length];
            for (int number : bySender()) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = sums[i][number];
                }
                if (batch.isFull()) {
                    var _ = writer.addIndexes(batch.reader());
                    batch.clear();
                }
                batch.add(
                        endOfHour(hour),
                        sources.lookupOrd(sender(number)),
                        Category.values()[(int) groups.code(number)],
                        flows[number],
                        slices[number],
                        sum);
            }
            senders.clear();
            groups.clear();
            Arrays.fill(flows, 0);
            Arrays.fill(slices, 0);
            for (long[] each : sums) {
                Arrays.fill(each, 0);
            }
        }
    }

    /// How many slices each sum of a segment is of.
    static NumericDocValues slices(LeafReader segment) throws IOException {
        return DocValues.getNumeric(segment, SLICES);
    }
}
