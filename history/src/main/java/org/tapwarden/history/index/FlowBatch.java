package org.tapwarden.history.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.ArrayUtil;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.FlowParts;
import org.tapwarden.classifier.record.FlowWord;
import org.tapwarden.classifier.record.PackedFlow;
import org.tapwarden.classifier.record.PackedWriter;

/// Slices on their way into an index, already as its columns: so many, some tenths of a second
/// long, become a segment at once.
///
/// Lucene takes documents field by field, and finds each word twice in a table, once for its column
/// and once for its list of slices. Here a record's words are found once and as they lie in the
/// record; nothing is read that is known already. For one thread.
public final class FlowBatch {

    /// The order in the index is the order of answers.
    public static final Sort NEWEST_FIRST =
            new Sort(new SortField(Counter.END.column(), SortField.Type.LONG, true));

    /// The totals of the whole flow, where they are not those of the slice.
    static final String WHOLE = "whole";

    /// Slices of a batch.
    public static final int MOST = 1 << 16;

    /// All words of a batch, in bytes, about.
    private static final int MOST_BYTES = 16 << 20;

    private static final int FIRST = 1 << 8;
    private static final Counter[] COUNTERS = Counter.values();
    private static final Dictionary[] DICTIONARIES = Dictionary.values();
    private static final FlowWord[] WORDS =
            Arrays.stream(DICTIONARIES).map(Dictionary::word).toArray(FlowWord[]::new);

    private final long[][] numbers = new long[COUNTERS.length][FIRST];
    private final int[][] words = new int[DICTIONARIES.length][FIRST];
    private final WordTable[] tables = new WordTable[DICTIONARIES.length];
    private final int[] found = new int[DICTIONARIES.length];
    private final int[] hashes = new int[DICTIONARIES.length];
    private final long[] peeked = new long[DICTIONARIES.length];

    /// Where each slice's totals of the whole flow end; they begin where the one before ends.
    private int[] wholeEnds = new int[FIRST];

    private final PackedWriter wholes = new PackedWriter();
    private int count;

    /// Of all words together.
    private int wordBytes;

    public FlowBatch() {
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new WordTable();
        }
    }

    /// How many slices there are.
    public int count() {
        return count;
    }

    /// Whether it must become a segment before more is added.
    public boolean isFull() {
        return count == MOST || wordBytes + wholes.length() > MOST_BYTES;
    }

    /// Adds a slice.
    ///
    /// @throws UnreadableFlow when it is damaged; it is not added then
    public void add(PackedFlow flow) throws UnreadableFlow {
        for (int i = 0; i < found.length; i++) {
            FlowWord word = WORDS[i];
            int length = flow.length(word);
            if (length >= 0) {
                hashes[i] = WordTable.hash(flow.bytes(), flow.begin(word), length);
                peeked[i] = tables[i].peek(hashes[i]);
            }
        }
        for (int i = 0; i < found.length; i++) {
            found[i] = number(i, flow);
        }
        FlowRecord.Traffic whole = flow.hasWhole() ? flow.whole() : null;
        if (count == wholeEnds.length) {
            grow();
        }
        if (whole != null) {
            wholes.traffic(kept(whole), kept(flow.startNanos()));
        }
        wholeEnds[count] = wholes.length();
        for (int i = 0; i < COUNTERS.length; i++) {
            numbers[i][count] = COUNTERS[i].of(flow);
        }
        for (int i = 0; i < found.length; i++) {
            words[i][count] = found[i];
        }
        count++;
    }

    /// A word that is new is read once, so that a damaged one does not get into the index.
    private int number(int dictionary, PackedFlow flow) throws UnreadableFlow {
        FlowWord word = WORDS[dictionary];
        int length = flow.length(word);
        if (length < 0) {
            return WordTable.NONE;
        }
        int begin = flow.begin(word);
        int hash = hashes[dictionary];
        WordTable table = tables[dictionary];
        int known = table.find(hash, peeked[dictionary], flow.bytes(), begin, length);
        if (known != WordTable.NONE) {
            return known;
        }
        word.read(flow.bytes(), begin, length, new FlowParts());
        wordBytes += length;
        return table.add(hash, flow.bytes(), begin, length);
    }

    private void grow() {
        int room = ArrayUtil.oversize(count + 1, Long.BYTES);
        wholeEnds = Arrays.copyOf(wholeEnds, room);
        Arrays.setAll(numbers, i -> Arrays.copyOf(numbers[i], room));
        Arrays.setAll(words, i -> Arrays.copyOf(words[i], room));
    }

    /// Times are kept to the millisecond, as IPFIX's `flowEndMilliseconds` (RFC 5102, section 5.9).
    private static FlowRecord.Traffic kept(FlowRecord.Traffic traffic) {
        return new FlowRecord.Traffic(
                kept(traffic.startNanos()),
                kept(traffic.endNanos()),
                traffic.sourcePackets(),
                traffic.sourceBytes(),
                traffic.destinationPackets(),
                traffic.destinationBytes(),
                traffic.sourceFlags(),
                traffic.destinationFlags());
    }

    private static long kept(long nanos) {
        return Counter.nanos(Counter.millis(nanos));
    }

    /// The slices in the order of the index, for {@link
    /// org.apache.lucene.index.IndexWriter#addIndexes(CodecReader...)}: lent until the next change
    /// here.
    public CodecReader reader() {
        List<Batch.Numbers> counters = new ArrayList<>();
        for (Counter each : COUNTERS) {
            counters.add(column(each, numbers[each.ordinal()]));
        }
        List<Batch.Words> dictionaries = new ArrayList<>();
        for (Dictionary each : DICTIONARIES) {
            dictionaries.add(column(each, tables[each.ordinal()], words[each.ordinal()]));
        }
        Batch.Wholes some =
                wholes.length() == 0 ? null : new Batch.Wholes(WHOLE, wholes.bytes(), wholeEnds);
        return new BatchReader(new Batch(order(), counters, dictionaries, some));
    }

    static Batch.Numbers column(Counter counter, long[] values) {
        return new Batch.Numbers(
                counter.column(), values, counter.usual(), counter.sparse(), counter.skipped());
    }

    static Batch.Words column(Dictionary dictionary, WordTable table, int[] of) {
        return new Batch.Words(dictionary.column(), table, of, dictionary.inverted());
    }

    private int[] order() {
        return newestFirst(numbers[Counter.END.ordinal()], count);
    }

    /// The order of the index.
    ///
    /// @param ends of each row, in milliseconds, all within a few weeks
    /// @param count at most {@link #MOST}
    static int[] newestFirst(long[] ends, int count) {
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            latest = Math.max(latest, ends[i]);
        }
        // A batch is of one day, so that times fit above the numbers of slices.
        var keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = (latest - ends[i]) * MOST + i;
        }
        Arrays.sort(keys);
        var order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) (keys[i] & (MOST - 1));
        }
        return order;
    }

    /// Forgets all slices.
    public void clear() {
        count = 0;
        wordBytes = 0;
        wholes.clear();
        for (WordTable table : tables) {
            table.clear();
        }
    }
}
