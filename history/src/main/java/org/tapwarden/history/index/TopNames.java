package org.tapwarden.history.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;

/// The names of servers with the largest sums of each hour (UTC) of a sealed index, in an index of
/// their own as those of {@link RollUp} are.
///
/// Names are too many to keep all: of each hour those are kept that are among the {@link #MOST}
/// largest by flows, by bytes or by packets, counted exactly, and flows without a name. Of the rest
/// is kept how many slices they are and how large the largest of them was, by each metric: so much
/// a name's sum may lack of that hour, and no more. An hour with few names loses nothing, and is
/// answered exactly.
public final class TopNames {

    /// The name of its folder inside the folder of the sealed index.
    public static final String FOLDER = "names";

    /// Names that are kept of an hour, by each of three metrics.
    public static final int MOST = 250;

    /// A longer range than this is answered by sums that may lack something; slices are counted in
    /// a shorter one, which takes some tenths of a second.
    private static final Duration SHORT = Duration.ofDays(1);

    private static final Set<String> FIELDS =
            Set.of("tls.client.server_name", "url.domain", "destination.domain");

    /// What is written beside the sums: the version of this form, and each {@link Rest}.
    private static final String VERSION = "version";

    private static final String WRITTEN = "1";
    private static final String REST = "rest.";

    private TopNames() {}

    /// Whether a question can be answered by these sums where nothing was left out, when its range
    /// begins and ends with an hour.
    public static boolean answers(Question question) {
        return RollUp.answers(question, FIELDS);
    }

    /// Whether it is also answered where something was left out, of which the answer says how much:
    /// the largest of all over a long range.
    ///
    /// @param lastMillis included
    public static boolean answersInPart(Question question, long fromMillis, long lastMillis) {
        return answers(question)
                && question.filter() instanceof Query.Everything
                && question.counting().filter(Stage.Top.class::isInstance).isPresent()
                && Saturating.plus(fromMillis, SHORT.toMillis()) <= lastMillis;
    }

    /// Writes the sums of an index.
    ///
    /// @param folder where; what is there is replaced
    public static void write(DirectoryReader index, Path folder) throws IOException {
        write(index, folder, MOST, HourSums.MOST_SUMS);
    }

    static void write(DirectoryReader index, Path folder, int most, int mostSums)
            throws IOException {
        Map<String, String> said = new HashMap<>();
        said.put(VERSION, WRITTEN);
        try (var out = new HourSums.Out(folder, Dictionary.NAME)) {
            HourSums.each(index, segment -> new Adding(segment, out, most, mostSums, said));
            out.commit(said);
        }
    }

    /// Whether these sums are of the form that is known here.
    public static boolean isKnown(DirectoryReader sums) throws IOException {
        return WRITTEN.equals(sums.getIndexCommit().getUserData().get(VERSION));
    }

    /// What was left out in a range, which cuts no hour with sums in two.
    ///
    /// @param lastMillis included
    public static Rest rest(DirectoryReader sums, long fromMillis, long lastMillis)
            throws IOException {
        Rest all = Rest.NOTHING;
        for (Map.Entry<String, String> said : sums.getIndexCommit().getUserData().entrySet()) {
            if (said.getKey().startsWith(REST)) {
                Rest one = Rest.of(said.getValue());
                boolean within = fromMillis <= one.endMillis() && one.endMillis() <= lastMillis;
                all = within ? all.and(one) : all;
            }
        }
        return all;
    }

    /// Adds up by name, in lower case as it is compared.
    private static final class Adding extends HourSums {

        private final int most;
        private final Map<String, String> said;
        private final SortedDocValues words;
        private final Codes.Ordinals codes;

        /// The name of each word: words of a name are neighbours. 0 for those without one.
        private final int[] names;

        /// The groups of an hour: words, also none.
        private final Combinations groups = new Combinations();

        Adding(LeafReader segment, Out out, int most, int mostSums, Map<String, String> said)
                throws IOException {
            super(segment, out, mostSums);
            this.most = most;
            this.said = said;
            this.words = DocValues.getSorted(segment, Dictionary.NAME.column());
            this.codes = new Codes.Ordinals(segment, Dictionary.NAME);
            this.names = names(DocValues.getSorted(segment, Dictionary.NAME.column()));
        }

        private static int[] names(SortedDocValues words) throws IOException {
            var names = new int[words.getValueCount()];
            var before = new BytesRef();
            int last = 0;
            for (int i = 0; i < names.length; i++) {
                BytesRef name = NameWords.name(words.lookupOrd(i));
                if (NameWords.isNone(name)) {
                    continue;
                }
                if (last == 0 || !name.bytesEquals(before)) {
                    last++;
                    before = BytesRef.deepCopyOf(name);
                }
                names[i] = last;
            }
            return names;
        }

        @Override
        void number(Slices some, int[] into, long[] code, long[] spare) throws IOException {
            codes.read(some, code, spare);
            Arrays.fill(into, 0, some.count(), 0);
            groups.number(into, code, some.count());
        }

        @Override
        int groups() {
            return groups.size();
        }

        @Override
        void clear() {
            groups.clear();
        }

        private long word(int number) {
            return groups.code(number);
        }

        @Override
        void tell(long endMillis) throws IOException {
            int[] byWord = byWord();
            var sums = new Names(byWord.length);
            for (int number : byWord) {
                long word = word(number);
                sums.add(number, word == Codes.Ordinals.NO_WORD ? 0 : names[(int) word]);
            }
            BitSet kept = sums.kept();
            for (int i = 0; i < byWord.length; i++) {
                if (kept.get(sums.of[i])) {
                    long word = word(byWord[i]);
                    write(
                            endMillis,
                            byWord[i],
                            word == Codes.Ordinals.NO_WORD ? null : words.lookupOrd((int) word));
                }
            }
            Rest rest = sums.rest(kept, endMillis);
            if (rest.names() > 0) {
                said.put(REST + said.size(), rest.text());
            }
        }

        /// All groups in the order of their words, those without one first: what is kept is the
        /// same each time.
        private int[] byWord() {
            var keys = new long[groups.size()];
            for (int number = 0; number < keys.length; number++) {
                keys[number] = (word(number) + 1) << Integer.SIZE | number;
            }
            Arrays.sort(keys);
            return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
        }

        /// The names of an hour, numbered in their order.
        private final class Names {

            /// The name of each group, in the order in which they were added.
            private final int[] of;

            private int words;
            private int count;
            private int last = -1;
            private boolean withoutName;
            private final long[][] sums;

            Names(int groups) {
                this.of = new int[groups];
                this.sums = new long[Rest.METRICS][groups];
            }

            /// Adds a group; those of a name come one after the other.
            void add(int number, int name) {
                if (count == 0 || name != last) {
                    count++;
                    last = name;
                    withoutName |= name == 0;
                }
                int at = count - 1;
                of[words++] = at;
                sums[Rest.FLOWS][at] += flows(number);
                sums[Rest.SLICES][at] += slices(number);
                for (int i = 0; i < SumBatch.ADDED.size(); i++) {
                    sums[Rest.ADDED + i][at] += sum(i, number);
                }
            }

            private int firstName() {
                return withoutName ? 1 : 0;
            }

            BitSet kept() {
                var kept = new BitSet(count);
                if (count - firstName() <= most) {
                    kept.set(0, count);
                    return kept;
                }
                kept.set(0, firstName());
                keepLargest(kept, at -> sums[Rest.FLOWS][at]);
                keepLargest(kept, at -> bytes(sums, at));
                keepLargest(kept, at -> packets(sums, at));
                return kept;
            }

            private void keepLargest(BitSet kept, IntToLongFunction metric) {
                var values = new long[count - firstName()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = metric.applyAsLong(firstName() + i);
                }
                long[] sorted = values.clone();
                Arrays.sort(sorted);
                long least = sorted[sorted.length - most];
                int more = most;
                for (int i = 0; i < values.length; i++) {
                    if (values[i] > least) {
                        kept.set(firstName() + i);
                        more--;
                    }
                }
                for (int i = 0; i < values.length && more > 0; i++) { // equal: the first by name
                    if (values[i] == least) {
                        kept.set(firstName() + i);
                        more--;
                    }
                }
            }

            Rest rest(BitSet kept, long endMillis) {
                var largest = new long[Rest.METRICS];
                long names = 0;
                long slices = 0;
                for (int at = kept.nextClearBit(0); at < count; at = kept.nextClearBit(at + 1)) {
                    names++;
                    slices += sums[Rest.SLICES][at];
                    for (int i = 0; i < Rest.ADDED + SumBatch.ADDED.size(); i++) {
                        largest[i] = Math.max(largest[i], sums[i][at]);
                    }
                    largest[Rest.BYTES] = Math.max(largest[Rest.BYTES], bytes(sums, at));
                    largest[Rest.PACKETS] = Math.max(largest[Rest.PACKETS], packets(sums, at));
                }
                return new Rest(endMillis, names, slices, names > 0 ? 1 : 0, largest);
            }
        }
    }

    private static long bytes(long[][] sums, int at) {
        return sums[Rest.ADDED][at] + sums[Rest.ADDED + 1][at];
    }

    private static long packets(long[][] sums, int at) {
        return sums[Rest.ADDED + 2][at] + sums[Rest.ADDED + 3][at];
    }
}
