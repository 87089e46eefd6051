package org.tapwarden.history.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedWriter;
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
    private static final double BUFFER_MEGABYTES = 16;
    private static final int RUN = 4_096;

    /// Sums of one hour that are kept; beyond them they are written, and one may be written again.
    private static final int MOST_SUMS = 200_000;

    private static final Set<String> FIELDS =
            Set.of("source.ip", "source.endpoint", "network.type", "tapwarden.category");

    private static final List<Counter> ADDED =
            List.of(
                    Counter.SOURCE_BYTES,
                    Counter.DESTINATION_BYTES,
                    Counter.SOURCE_PACKETS,
                    Counter.DESTINATION_PACKETS);

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
                        .setRAMBufferSizeMB(BUFFER_MEGABYTES);
        try (Directory directory = FSDirectory.open(folder);
                var writer = new IndexWriter(directory, settings)) {
            for (LeafReaderContext segment : index.leaves()) {
                new Adding(segment.reader(), writer).all();
            }
            writer.forceMerge(1);
        } catch (UnreadableFlow e) {
            throw new IOException("a word of the index cannot be read: " + e.getMessage(), e);
        }
    }

    /// Who and what for, in an hour.
    private record Group(int source, int category) {}

    /// Adds up one segment, hour by hour, since its slices lie in the order of time.
    private static final class Adding {

        private final LeafReader segment;
        private final IndexWriter writer;
        private final SortedDocValues sources;
        private final Codes.Ordinals sourceCodes;
        private final Codes.Ordinals labelCodes;
        private final Codes.Values ends;
        private final Codes.Values slice;
        private final Codes.Values[] counters = new Codes.Values[ADDED.size()];
        private final int[] categories;
        private final Map<Group, long[]> sums = new HashMap<>();
        private long hour = Long.MIN_VALUE;

        Adding(LeafReader segment, IndexWriter writer) throws IOException, UnreadableFlow {
            this.segment = segment;
            this.writer = writer;
            this.sources = DocValues.getSorted(segment, Dictionary.SOURCE.column());
            this.sourceCodes = new Codes.Ordinals(segment, Dictionary.SOURCE);
            this.labelCodes = new Codes.Ordinals(segment, Dictionary.LABEL);
            this.ends = new Codes.Values(segment, Column.Numbers.of(Counter.END));
            this.slice = new Codes.Values(segment, Column.Numbers.of(Counter.SLICE));
            for (int i = 0; i < counters.length; i++) {
                counters[i] = new Codes.Values(segment, Column.Numbers.of(ADDED.get(i)));
            }
            SortedDocValues labels = DocValues.getSorted(segment, Dictionary.LABEL.column());
            this.categories = new int[labels.getValueCount()];
            for (int i = 0; i < categories.length; i++) {
                categories[i] =
                        Dictionary.LABEL.alone(labels.lookupOrd(i)).label().category().ordinal();
            }
        }

        void all() throws IOException {
            var spare = new long[RUN];
            var end = new long[RUN];
            var source = new long[RUN];
            var label = new long[RUN];
            var number = new long[RUN];
            var counted = new long[counters.length][RUN];
            for (int at = 0; at < segment.maxDoc(); at += RUN) {
                int count = Math.min(RUN, segment.maxDoc() - at);
                var run = Slices.run(at, count);
                ends.read(run, end, spare);
                sourceCodes.read(run, source, spare);
                labelCodes.read(run, label, spare);
                slice.read(run, number, spare);
                for (int i = 0; i < counters.length; i++) {
                    counters[i].read(run, counted[i], spare);
                }
                for (int k = 0; k < count; k++) {
                    go(hour(end[k]));
                    var group = new Group((int) source[k], categories[(int) label[k]]);
                    long[] sum = sums.computeIfAbsent(group, _ -> new long[2 + counters.length]);
                    sum[0] += number[k] == 1 ? 1 : 0;
                    sum[1]++;
                    for (int i = 0; i < counters.length; i++) {
                        sum[2 + i] += counted[i][k];
                    }
                }
            }
            write();
        }

        private void go(long next) throws IOException {
            if (next != hour || sums.size() >= MOST_SUMS) {
                write();
                hour = next;
            }
        }

        private void write() throws IOException {
            var document = new SumDocument();
            for (Map.Entry<Group, long[]> each : sums.entrySet()) {
                BytesRef who = sources.lookupOrd(each.getKey().source());
                Category category = Category.values()[each.getKey().category()];
                writer.addDocument(document.of(endOfHour(hour), who, category, each.getValue()));
            }
            sums.clear();
        }
    }

    /// A sum as a document, filled anew for each.
    private static final class SumDocument {

        private final NumericDocValuesField end =
                NumericDocValuesField.indexedField(Counter.END.column(), 0);
        private final WordField source = new WordField(Dictionary.SOURCE);
        private final WordField label = new WordField(Dictionary.LABEL);
        private final NumericDocValuesField flows = new NumericDocValuesField(FLOWS, 0);
        private final NumericDocValuesField slices = new NumericDocValuesField(SLICES, 0);
        private final Field[] counters = new Field[ADDED.size()];
        private final PackedWriter who = new PackedWriter();
        private final PackedWriter what = new PackedWriter();
        private final List<IndexableField> document;

        SumDocument() {
            for (int i = 0; i < counters.length; i++) {
                counters[i] = new NumericDocValuesField(ADDED.get(i).column(), 0);
            }
            document =
                    List.of(
                            end,
                            source,
                            label,
                            flows,
                            slices,
                            counters[0],
                            counters[1],
                            counters[2],
                            counters[3]);
        }

        Iterable<IndexableField> of(long endMillis, BytesRef word, Category category, long[] sum) {
            end.setLongValue(endMillis);
            who.clear().put(BytesRef.deepCopyOf(word).bytes, word.length);
            source.set(who);
            what.clear().runnerUp(null);
            what.label(new Label(Protocol.UNKNOWN, null, category, Basis.NONE, List.of()));
            label.set(what);
            flows.setLongValue(sum[0]);
            slices.setLongValue(sum[1]);
            for (int i = 0; i < counters.length; i++) {
                counters[i].setLongValue(sum[2 + i]);
            }
            return document;
        }
    }

    /// How many slices each sum of a segment is of.
    static NumericDocValues slices(LeafReader segment) throws IOException {
        return DocValues.getNumeric(segment, SLICES);
    }
}
