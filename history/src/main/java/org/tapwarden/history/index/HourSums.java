package org.tapwarden.history.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.codec.HistoryCodec;

/// Adds up one segment group by group, hour by hour, since its slices lie in the order of time.
abstract class HourSums {

    private static final int RUN = 4_096;

    /// Groups of one hour that are kept; beyond them they are told, and one may be told again.
    static final int MOST_SUMS = 200_000;

    private final LeafReader segment;
    private final Out out;
    private final int mostSums;
    private final Codes.Values ends;
    private final Codes.Values slice;
    private final Codes.Values[] counters = new Codes.Values[SumBatch.ADDED.size()];

    private final int[] group = new int[RUN];
    private final long[] end = new long[RUN];
    private final long[] code = new long[RUN];
    private final long[] spare = new long[RUN];

    private long[] flows = new long[1];
    private long[] slices = new long[1];
    private final long[][] sums = new long[SumBatch.ADDED.size()][1];
    private final long[] one = new long[SumBatch.ADDED.size()];
    private long hour = Long.MIN_VALUE;

    HourSums(LeafReader segment, Out out, int mostSums) throws IOException {
        this.segment = segment;
        this.out = out;
        this.mostSums = mostSums;
        this.ends = new Codes.Values(segment, Column.Numbers.of(Counter.END));
        this.slice = new Codes.Values(segment, Column.Numbers.of(Counter.SLICE));
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new Codes.Values(segment, Column.Numbers.of(SumBatch.ADDED.get(i)));
        }
    }

    /// Gives some slices the numbers of their groups, from 0 on.
    ///
    /// @param into receives a number for each slice
    /// @param code as long, for whoever needs it
    /// @param spare likewise
    abstract void number(Slices some, int[] into, long[] code, long[] spare) throws IOException;

    /// How many groups there are.
    abstract int groups();

    /// Tells the groups of an hour to {@link #out}.
    ///
    /// @param endMillis of the hour
    abstract void tell(long endMillis) throws IOException;

    /// Forgets all groups.
    abstract void clear();

    final void all() throws IOException {
        int at = 0;
        while (at < segment.maxDoc()) {
            int count = Math.min(RUN, segment.maxDoc() - at);
            ends.read(Slices.run(at, count), end, spare);
            long first = RollUp.hour(end[0]);
            int same = 1;
            while (same < count && end[same] >= first) { // newest first
                same++;
            }
            if (first != hour || groups() >= mostSums) {
                tell();
                hour = first;
            }
            add(Slices.run(at, same));
            at += same;
        }
        tell();
    }

    private void add(Slices run) throws IOException {
        int count = run.count();
        number(run, group, code, spare);
        slice.read(run, code, spare);
        flows = ArrayUtil.grow(flows, groups());
        slices = ArrayUtil.grow(slices, groups());
        for (int k = 0; k < count; k++) {
            flows[group[k]] += code[k] == 1 ? 1 : 0;
            slices[group[k]]++;
        }
        for (int i = 0; i < sums.length; i++) {
            counters[i].read(run, code, spare);
            sums[i] = ArrayUtil.grow(sums[i], groups());
            for (int k = 0; k < count; k++) {
                sums[i][group[k]] += code[k];
            }
        }
    }

    private void tell() throws IOException {
        if (groups() > 0) {
            tell(RollUp.endOfHour(hour));
        }
        clear();
        Arrays.fill(flows, 0);
        Arrays.fill(slices, 0);
        for (long[] each : sums) {
            Arrays.fill(each, 0);
        }
    }

    final long flows(int number) {
        return flows[number];
    }

    final long slices(int number) {
        return slices[number];
    }

    /// @param added of {@link SumBatch#ADDED}
    final long sum(int added, int number) {
        return sums[added][number];
    }

    /// Writes the sums of a group.
    final void write(long endMillis, int number, @Nullable BytesRef... words) throws IOException {
        for (int i = 0; i < one.length; i++) {
            one[i] = sums[i][number];
        }
        out.add(endMillis, flows[number], slices[number], one, words);
    }

    /// An index of sums that is being written.
    static final class Out implements AutoCloseable {

        private final Directory directory;
        private final IndexWriter writer;
        private final SumBatch batch;

        /// @param folder where; what is there is replaced
        Out(Path folder, Dictionary... dictionaries) throws IOException {
            this.batch = new SumBatch(dictionaries);
            this.directory = FSDirectory.open(folder);
            try {
                this.writer =
                        new IndexWriter(
                                directory,
                                new IndexWriterConfig()
                                        .setCodec(new HistoryCodec())
                                        .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                                        .setIndexSort(FlowBatch.NEWEST_FIRST)
                                        .setMergeScheduler(new SerialMergeScheduler())
                                        .setCommitOnClose(false));
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        }

        private void add(
                long endMillis, long flows, long slices, long[] sum, @Nullable BytesRef... words)
                throws IOException {
            if (batch.isFull()) {
                var _ = writer.addIndexes(batch.reader());
                batch.clear();
            }
            batch.add(endMillis, flows, slices, sum, words);
        }

        /// Makes what was added durable.
        ///
        /// @param said beside it
        void commit(Map<String, String> said) throws IOException {
            if (batch.count() > 0) {
                var _ = writer.addIndexes(batch.reader());
                batch.clear();
            }
            writer.forceMerge(1);
            writer.setLiveCommitData(new HashMap<>(said).entrySet());
            var _ = writer.commit();
        }

        @Override
        public void close() throws IOException {
            try {
                writer.close();
            } finally {
                directory.close();
            }
        }
    }

    /// What adds up a segment.
    interface Adding {
        HourSums of(LeafReader segment) throws IOException, UnreadableFlow;
    }

    /// Adds up all segments of an index.
    static void each(DirectoryReader index, Adding adding) throws IOException {
        try {
            for (LeafReaderContext segment : index.leaves()) {
                adding.of(segment.reader()).all();
            }
        } catch (UnreadableFlow e) {
            throw new IOException("a word of the index cannot be read: " + e.getMessage(), e);
        }
    }
}
