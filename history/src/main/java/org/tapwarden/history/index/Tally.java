package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.util.ArrayUtil;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.stage.Counting;
import org.tapwarden.history.stage.Intervals;
import org.tapwarden.history.stage.Key;
import org.tapwarden.history.stage.TooMuch;

/// Adds up the slices of one segment by what they have in common, column by column, and tells a
/// {@link Counting} the sums: slices are many, and what they have in common is little.
///
/// Groups are made by codes, such as the ordinals of words; what a code stands for is read once for
/// each group.
final class Tally implements LeafCollector {

    /// Slices whose columns are read together.
    private static final int RUN = 1_024;

    /// So many groups are told before more are made: what differs by its codes is often the same.
    private static final int MOST_GROUPS = 500_000;

    private final Counting counting;
    private final List<Part> parts = new ArrayList<>();
    private final Numbering numbering;
    private final int codes;
    private final List<Amount> amounts = new ArrayList<>();
    private final Amount weight;
    private long counted;

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
        Optional<Intervals> intervals = counting.intervals();
        if (intervals.isPresent()) {
            parts.add(new Part.Begins(segment, intervals.orElseThrow()));
        }
        for (Field field : counting.grouping()) {
            parts.add(Part.of(segment, field));
        }
        for (Metric metric : counting.metrics()) {
            amounts.add(Amount.of(segment, metric, rolledUp));
        }
        List<Codes> all = parts.stream().flatMap(part -> part.codes().stream()).toList();
        this.codes = all.size();
        this.numbering = Numbering.of(all);
        this.sums = new long[amounts.size()][1];
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
        numbering.number(some, group, code, spare);
        int groups = numbering.groups();
        ofGroup = ArrayUtil.grow(ofGroup, groups);
        if (weight instanceof Amount.Ones) {
            // Local, or the compiler reads the field again for each slice.
            long[] slicesOf = ofGroup;
            for (int k = 0; k < count; k++) {
                slicesOf[group[k]]++;
            }
            counted += count;
        } else {
            weight.read(some, amount, spare);
            for (int k = 0; k < count; k++) {
                ofGroup[group[k]] += amount[k];
                counted += amount[k];
            }
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

    /// Takes over what another of the same segment added up, and has not told yet.
    void takeOver(Tally other) throws IOException {
        other.flush();
        counted += other.counted;
        if (!numbering.isSameAs(other.numbering)) {
            other.tell();
            return;
        }
        ofGroup = ArrayUtil.grow(ofGroup, other.ofGroup.length);
        add(other.ofGroup, ofGroup);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = ArrayUtil.grow(sums[i], other.sums[i].length);
            add(other.sums[i], sums[i]);
        }
    }

    private static void add(long[] some, long[] to) {
        for (int i = 0; i < some.length; i++) {
            to[i] += some[i];
        }
    }

    /// How many slices were added up.
    long counted() {
        return counted;
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

    /// Another may be of the same question, in another thread.
    private void tell() throws IOException {
        try {
            synchronized (counting) {
                tellGroups();
            }
        } catch (TooMuch e) {
            throw new Stopped(e);
        } catch (UnreadableFlow e) {
            throw new IOException("a word of the index cannot be read: " + e.getMessage(), e);
        }
        numbering.clear();
        Arrays.fill(ofGroup, 0);
        for (long[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    private void tellGroups() throws IOException, UnreadableFlow, TooMuch {
        var key = new Key();
        var all = new long[codes];
        var of = new long[sums.length];
        for (int number : numbering.inOrder()) {
            if (number >= ofGroup.length || ofGroup[number] == 0) {
                continue;
            }
            numbering.codes(number, all);
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
