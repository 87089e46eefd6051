package org.tapwarden.history.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Basis;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedWriter;

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
    private static final Set<String> FIELDS =
            Set.of("source.ip", "source.endpoint", "network.type", "tapwarden.category");

    private RollUp() {}

    /// Whether a question can be answered by sums of hours, when its range begins and ends with
    /// one.
    public static boolean answers(Question question) {
        return answers(question, FIELDS);
    }

    /// Whether sums of hours say it.
    ///
    /// @param fields by which they were made
    static boolean answers(Question question, Set<String> fields) {
        return question.filter().fields().allMatch(field -> fields.contains(field.name()))
                && question.counting().filter(stage -> answers(stage, fields)).isPresent();
    }

    private static boolean answers(Stage stage, Set<String> fields) {
        boolean known = stage.grouping().stream().allMatch(field -> fields.contains(field.name()));
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
        try (var out = new HourSums.Out(folder, Dictionary.SOURCE, Dictionary.LABEL)) {
            var labels = new Labels();
            HourSums.each(index, segment -> new Adding(segment, out, labels));
            out.commit(Map.of());
        }
    }

    /// Labels that say a category and nothing else; made when they are needed.
    private static final class Labels {

        private final @Nullable BytesRef[] written = new BytesRef[Category.values().length];

        BytesRef of(Category category) {
            BytesRef known = written[category.ordinal()];
            if (known == null) {
                var out = new PackedWriter();
                out.runnerUp(null);
                out.label(new Label(Protocol.UNKNOWN, null, category, Basis.NONE, List.of()));
                known = new BytesRef(out.copy());
                written[category.ordinal()] = known;
            }
            return known;
        }
    }

    /// Adds up by sender and category.
    private static final class Adding extends HourSums {

        private final Labels written;
        private final SortedDocValues sources;
        private final Codes.Ordinals sourceCodes;
        private final Codes.Ordinals labelCodes;

        /// The category of each label.
        private final int[] categories;

        /// The groups of an hour: senders, and of these those with a category.
        private final Combinations senders = new Combinations();

        private final Combinations groups = new Combinations();

        Adding(LeafReader segment, Out out, Labels written) throws IOException, UnreadableFlow {
            super(segment, out, MOST_SUMS);
            this.written = written;
            this.sources = DocValues.getSorted(segment, Dictionary.SOURCE.column());
            this.sourceCodes = new Codes.Ordinals(segment, Dictionary.SOURCE);
            this.labelCodes = new Codes.Ordinals(segment, Dictionary.LABEL);
            SortedDocValues labels = DocValues.getSorted(segment, Dictionary.LABEL.column());
            this.categories = new int[labels.getValueCount()];
            for (int i = 0; i < categories.length; i++) {
                categories[i] =
                        Dictionary.LABEL.alone(labels.lookupOrd(i)).label().category().ordinal();
            }
        }

        @Override
        void number(Slices some, int[] into, long[] code, long[] spare) throws IOException {
            int count = some.count();
            Arrays.fill(into, 0, count, 0);
            sourceCodes.read(some, code, spare);
            senders.number(into, code, count);
            labelCodes.read(some, code, spare);
            for (int k = 0; k < count; k++) {
                code[k] = categories[(int) code[k]];
            }
            groups.number(into, code, count);
        }

        @Override
        int groups() {
            return groups.size();
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

        @Override
        void tell(long endMillis) throws IOException {
            for (int number : bySender()) {
                Category category = Category.values()[(int) groups.code(number)];
                write(endMillis, number, sources.lookupOrd(sender(number)), written.of(category));
            }
        }

        @Override
        void clear() {
            senders.clear();
            groups.clear();
        }
    }

    /// How many slices each sum of a segment is of.
    static NumericDocValues slices(LeafReader segment) throws IOException {
        return DocValues.getNumeric(segment, SLICES);
    }
}
