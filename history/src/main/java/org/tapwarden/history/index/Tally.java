package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.util.ArrayUtil;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.stage.Counting;
import org.tapwarden.history.stage.Key;
import org.tapwarden.history.stage.TooMuch;

/// Adds up the slices of one segment by what they have in common, column by column, and tells a
/// {@link Counting} the sums: slices are many, and what they have in common is little.
///
/// Groups are made by codes, such as the ordinals of words; what a code stands for is read once for
/// each group.
final class Tally implements LeafCollector {

    /// Slices whose columns are read together.
    private static final int RUN = 4_096;

    /// So many groups are told before more are made: what differs by its codes is often the same.
    private static final int MOST_GROUPS = 500_000;

    private final Counting counting;
    private final List<Part> parts = new ArrayList<>();
    private final List<Codes> codes = new ArrayList<>();
    private final List<Amount> amounts = new ArrayList<>();
    private final Amount weight;
    private long counted;
    private final List<Combinations> combinations = new ArrayList<>();

    private final int[] slices = new int[RUN];
    private int gathered;
    private final long[] code = new long[RUN];
    private final long[] amount = new long[RUN];
    private final long[] spare = new long[RUN];
    private final int[] group = new int[RUN];

    private long[] ofGroup = new long[1];
    private final long[][] sums;

    /// @param rolledUp the segment is of sums and not of slices
    Tally(LeafReader segment, Counting counting, boolean rolledUp) throws IOException {
        this.counting = counting;
        this.weight = rolledUp ? Amount.plain(segment, RollUp.SLICES) : new Amount.Ones();
        if (counting.intervals().isPresent()) {
            add(new Part.Begins(segment, counting.intervals().get()));
        }
        for (Field field : counting.grouping()) {
            add(Part.of(segment, field));
        }
        for (Metric metric : counting.metrics()) {
            amounts.add(Amount.of(segment, metric, rolledUp));
        }
        for (int i = 0; i < codes.size(); i++) {
            combinations.add(new Combinations());
        }
        this.sums = new long[amounts.size()][1];
    }

    private void add(Part part) {
        parts.add(part);
        codes.addAll(part.codes());
    }

    @Override
    public void setScorer(Scorable scorer) {
        // Nothing here has a score.
    }

    @Override
    public void collect(int slice) throws IOException {
        slices[gathered++] = slice;
        if (gathered == RUN) {
            flush();
        }
    }

    @Override
    public void collectRange(int from, int to) throws IOException {
        flush();
        for (int at = from; at < to; at += RUN) {
            int count = Math.min(RUN, to - at);
            add(Slices.run(at, count));
        }
    }

    private void flush() throws IOException {
        if (gathered > 0) {
            add(Slices.of(slices, gathered));
            gathered = 0;
        }
    }

    private void add(Slices some) throws IOException {
        int count = some.count();
        Arrays.fill(group, 0, count, 0);
        for (int i = 0; i < codes.size(); i++) {
            codes.get(i).read(some, code, spare);
            combinations.get(i).number(group, code, count);
        }
        int groups = groups();
        ofGroup = ArrayUtil.grow(ofGroup, groups);
        weight.read(some, amount, spare);
        for (int k = 0; k < count; k++) {
            ofGroup[group[k]] += amount[k];
            counted += amount[k];
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = ArrayUtil.grow(sums[i], groups);
            long[] sum = sums[i];
            amounts.get(i).read(some, amount, spare);
            for (int k = 0; k < count; k++) {
                sum[group[k]] += amount[k];
            }
        }
        if (groups > MOST_GROUPS) {
            tell();
        }
    }

    /// How many slices were added up.
    long counted() {
        return counted;
    }

    private int groups() {
        return codes.isEmpty() ? 1 : combinations.getLast().size();
    }

    /// The rest.
    ///
    /// @throws Stopped when there are more groups than an answer may have
    @Override
    public void finish() throws IOException {
        flush();
        tell();
    }

    /// Carries why there is no answer through Lucene.
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final TooMuch why;

        private Stopped(TooMuch why) {
            super(why.getMessage(), why, false, false);
            this.why = why;
        }

        TooMuch why() {
            return why;
        }
    }

    private void tell() throws IOException {
        try {
            tellGroups();
        } catch (TooMuch e) {
            throw new Stopped(e);
        } catch (UnreadableFlow e) {
            throw new IOException("a word of the index cannot be read: " + e.getMessage(), e);
        }
        combinations.forEach(Combinations::clear);
        Arrays.fill(ofGroup, 0);
        for (long[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    private void tellGroups() throws IOException, UnreadableFlow, TooMuch {
        var key = new Key();
        var all = new long[codes.size()];
        var of = new long[sums.length];
        int[] order = codes.isEmpty() ? new int[] {0} : combinations.getLast().inOrder();
        for (int number : order) {
            if (number >= ofGroup.length || ofGroup[number] == 0) {
                continue;
            }
            int at = number;
            for (int i = all.length - 1; i >= 0; i--) {
                all[i] = combinations.get(i).code(at);
                at = combinations.get(i).before(at);
            }
            key.clear();
            int from = 0;
            for (Part part : parts) {
                part.append(all, from, key);
                from += part.codes().size();
            }
            for (int i = 0; i < of.length; i++) {
                of[i] = sums[i][number];
            }
            counting.add(key, of, ofGroup[number]);
        }
    }
}
