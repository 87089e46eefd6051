package org.tapwarden.classifier.list;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Category;

/// Makes a generation of lists: takes entries in, sorts them, leaves out of the index what a parent
/// says already, writes the file. Used once, by one thread.
///
/// What is left out of the index stays in the file, so that a later build with other lists can put
/// it back: an allow list may come between a name and its parent.
public final class ListsBuilder {

    /// Sets above are made smaller: only what decides is kept of a mixture.
    private static final int MOST_MIXED = 0xffff - Membership.KINDS;

    private static final int USUAL_BUCKET = 64;

    private final Supplier<NameHash.Key> keys;
    private final List<ListFacts> lists = new ArrayList<>();
    private final Rows rows = new Rows();
    private final List<Range> ranges = new ArrayList<>();
    private final List<int[]> sets = new ArrayList<>();
    private final Map<List<Integer>, Integer> mixed = new HashMap<>();
    private final int[] single = new int[Membership.KINDS];

    private NameHash.Key key;
    private long[] hashes = {};
    private int[] order = {};
    private int[] first = {};
    private char[] setOf = {};
    private int groups;
    private final BitSet redundant = new BitSet();
    private int[] duplicates = {};
    private int[] belowParents = {};
    private int[] ofSet = {};
    private int[] entriesOf = {};

    /// A builder of an index that nobody can foresee.
    public ListsBuilder() {
        this(ListsBuilder::randomKey);
    }

    ListsBuilder(Supplier<NameHash.Key> keys) {
        this.keys = keys;
        this.key = keys.get();
        Arrays.fill(single, -1);
    }

    private static NameHash.Key randomKey() {
        var random = new SecureRandom();
        return new NameHash.Key(random.nextLong(), random.nextLong());
    }

    /// Two names with one hash, which the next key tells apart.
    private static final class Collision extends Exception {
        private static final long serialVersionUID = 1;
    }

    /// How a list looks among the others.
    ///
    /// @param list with the number of its entries
    /// @param duplicates entries that stood there before
    /// @param belowParents entries whose parent stands on the same list
    /// @param overlaps with other lists: how many names stand on both, by the other's id
    public record Look(
            ListFacts list, int duplicates, int belowParents, Map<String, Integer> overlaps) {}

    /// Begins a list.
    ///
    /// @return its number, for its entries
    /// @throws IOException when there are too many, or one of this id is there
    public int begin(ListFacts list) throws IOException {
        if (lists.size() == Membership.MOST_LISTS) {
            throw new IOException("there are " + Membership.MOST_LISTS + " lists already");
        }
        for (ListFacts other : lists) {
            if (other.id().equals(list.id())) {
                throw new IOException("there are two lists '" + list.id() + "'");
            }
        }
        lists.add(list);
        return lists.size() - 1;
    }

    /// An entry of a name.
    ///
    /// @param name as {@link DomainText#canonical} made it
    /// @param exception whether the list says that the name is not meant
    /// @param line of the list, as it stands there
    public void name(
            int list, String name, Scope scope, boolean exception, int lineNumber, String line)
            throws IOException {
        rows.add(Membership.of(list, scope, exception), name, lineNumber, line);
    }

    /// An entry of a fingerprint, which is looked up by itself.
    ///
    /// @throws IOException when the list is one of protected destinations, as for {@link #range}:
    ///   many show one certificate
    public void fingerprint(int list, Fingerprint kind, String value, int lineNumber, String line)
            throws IOException {
        refuseProtected(list, lineNumber, kind == Fingerprint.JA4 ? "a JA4" : "a certificate");
        rows.add(Membership.of(list, Scope.EXACT, false), kind.prefix() + value, lineNumber, line);
    }

    /// An entry of addresses.
    ///
    /// @throws IOException when there are too many, or the list is one of protected destinations:
    ///   an address stands for many names, and what stands in a list must not be told of anybody
    public void range(int list, Address from, Address to, int lineNumber, String note)
            throws IOException {
        refuseProtected(list, lineNumber, "an address");
        if (ranges.size() == Range.MOST) {
            throw new IOException("the lists have more than " + Range.MOST + " ranges in all");
        }
        ranges.add(new Range(list, from, to, lineNumber, note));
    }

    private void refuseProtected(int list, int lineNumber, String what) throws IOException {
        if (lists.get(list).category() == Category.PROTECTED) {
            throw new IOException(
                    "line "
                            + lineNumber
                            + " has "
                            + what
                            + ", and protected destinations are known by their names: it stands for many");
        }
    }

    /// Takes over lists of an earlier generation.
    ///
    /// @param wanted by their ids
    public void keep(Lists before, Predicate<String> wanted) throws IOException {
        int[] numbers = new int[before.lists().size()];
        for (int i = 0; i < numbers.length; i++) {
            ListFacts list = before.lists().get(i);
            numbers[i] = wanted.test(list.id()) ? begin(list) : -1;
        }
        before.forEachEntry((list, name, scope, exception, lineNumber, line) -> {
            if (numbers[list] >= 0) {
                name(numbers[list], name, scope, exception, lineNumber, line);
            }
        });
        for (Range range : before.ranges()) {
            int list = numbers[range.list()];
            if (list >= 0) {
                ranges.add(
                        new Range(
                                list, range.from(), range.to(), range.lineNumber(), range.note()));
            }
        }
    }

    /// How many entries were taken in.
    public int entries() {
        return rows.count() + ranges.size();
    }

    /// Sorts, groups and compresses; then the lists can be looked at and written.
    public void build() {
        duplicates = new int[lists.size()];
        belowParents = new int[lists.size()];
        while (true) {
            try {
                sort();
                group();
                break;
            } catch (Collision e) {
                key = keys.get();
                Arrays.fill(duplicates, 0);
            }
        }
        compress();
        ofSet = new int[sets.size()];
        for (int i = 0; i < groups; i++) {
            ofSet[setOf[i]]++;
        }
        entriesOf = new int[lists.size()];
        for (int i = 0; i < ofSet.length; i++) {
            for (int one : sets.get(i)) {
                entriesOf[Membership.list(one)] += ofSet[i];
            }
        }
        for (Range range : ranges) {
            entriesOf[range.list()]++;
        }
    }

    // ---- sorting ----

    /// By the hash, without a comparison but in small buckets.
    private void sort() {
        int count = rows.count();
        var hash = new NameHash();
        hashes = new long[count];
        for (int i = 0; i < count; i++) {
            byte[] piece = rows.piece(i);
            int at = rows.place(i);
            int length = EntryBytes.nameLength(piece, at);
            hashes[i] = hash.of(key, piece, at + 1, at + 1 + length);
        }
        int bits = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(count >>> 4), 8, 22);
        int shift = Long.SIZE - bits;
        int[] begins = new int[(1 << bits) + 1];
        for (long each : hashes) {
            begins[(int) (each >>> shift) + 1]++;
        }
        for (int i = 1; i < begins.length; i++) {
            begins[i] += begins[i - 1];
        }
        order = new int[count];
        int[] next = begins.clone();
        for (int i = 0; i < count; i++) {
            order[next[(int) (hashes[i] >>> shift)]++] = i;
        }
        for (int i = 0; i + 1 < begins.length; i++) {
            sortBucket(begins[i], begins[i + 1]);
        }
    }

    private void sortBucket(int from, int end) {
        if (end - from > USUAL_BUCKET) {
            // One name again and again, as no honest list has it.
            Integer[] bucket = new Integer[end - from];
            Arrays.setAll(bucket, i -> order[from + i]);
            Arrays.sort(bucket, (a, b) -> Long.compareUnsigned(hashes[a], hashes[b]));
            for (int i = from; i < end; i++) {
                order[i] = bucket[i - from];
            }
            return;
        }
        for (int i = from + 1; i < end; i++) {
            int row = order[i];
            long hash = hashes[row];
            int to = i;
            while (to > from && Long.compareUnsigned(hashes[order[to - 1]], hash) > 0) {
                order[to] = order[to - 1];
                to--;
            }
            order[to] = row;
        }
    }

    // ---- one group a name ----

    private void group() throws Collision {
        int count = rows.count();
        first = new int[count + 1];
        setOf = new char[count];
        sets.clear();
        mixed.clear();
        Arrays.fill(single, -1);
        groups = 0;
        long[] distinct = new long[count];
        int end;
        for (int from = 0; from < count; from = end) {
            long hash = hashes[order[from]];
            end = from + 1;
            while (end < count && hashes[order[end]] == hash) {
                if (!rows.sameName(order[from], order[end])) {
                    throw new Collision();
                }
                end++;
            }
            first[groups] = from;
            distinct[groups] = hash;
            setOf[groups] = (char) set(memberships(from, end));
            groups++;
        }
        first[groups] = count;
        // From here on by group, not by row.
        hashes = Arrays.copyOf(distinct, groups);
    }

    private int[] memberships(int from, int end) {
        if (end == from + 1) {
            return new int[] {membership(order[from])};
        }
        int[] all = new int[end - from];
        for (int i = from; i < end; i++) {
            all[i - from] = membership(order[i]);
        }
        Arrays.sort(all);
        int kept = 1;
        for (int i = 1; i < all.length; i++) {
            if (all[i] == all[i - 1]) {
                duplicates[Membership.list(all[i])]++;
            } else {
                all[kept++] = all[i];
            }
        }
        return Arrays.copyOf(all, kept);
    }

    private int membership(int row) {
        byte[] piece = rows.piece(row);
        int at = rows.place(row);
        return EntryBytes.number(piece, at + 1 + EntryBytes.nameLength(piece, at));
    }

    private int set(int[] memberships) {
        if (memberships.length == 1) {
            int one = memberships[0];
            if (single[one] < 0) {
                sets.add(memberships);
                single[one] = sets.size() - 1;
            }
            return single[one];
        }
        List<Integer> key = Arrays.stream(memberships).boxed().toList();
        Integer known = mixed.get(key);
        if (known != null) {
            return known;
        }
        if (mixed.size() >= MOST_MIXED) {
            var alone = new Verdicts(lists, List.of(memberships));
            int decides = alone.of(0, true);
            return set(new int[] {decides == Verdicts.NONE ? memberships[0] : decides});
        }
        sets.add(memberships);
        mixed.put(key, sets.size() - 1);
        return sets.size() - 1;
    }

    // ---- what a parent says already ----

    /// A name is left out of the index when the nearest listed parent is of exactly the same lists
    /// and all mean what is below, too: no answer changes.
    private void compress() {
        redundant.clear();
        var all = NameIndex.of(hashes, setOf, groups);
        var hash = new NameHash();
        int[] above = new int[DomainText.MOST_LABELS];
        boolean[] isTree = new boolean[sets.size()];
        for (int i = 0; i < isTree.length; i++) {
            isTree[i] = Arrays.stream(sets.get(i)).allMatch(m -> Membership.scope(m) == Scope.TREE);
        }
        for (int i = 0; i < groups; i++) {
            int row = order[first[i]];
            byte[] piece = rows.piece(row);
            int from = rows.place(row) + 1;
            int end = from + EntryBytes.nameLength(piece, from - 1);
            int labels = 1;
            int parents = 0;
            hash.begin(key);
            for (int at = end - 1; at >= from; at--) {
                if (piece[at] == '.' && labels++ >= 2) {
                    int place = all.find(hash.soFar());
                    if (place != NameIndex.MISS) {
                        above[parents++] = setOf[place];
                    }
                }
                hash.add(piece[at]);
            }
            for (int one : sets.get(setOf[i])) {
                if (isBelow(Membership.list(one), above, parents)) {
                    belowParents[Membership.list(one)]++;
                }
            }
            boolean same = parents > 0 && above[parents - 1] == setOf[i];
            if (same && isTree[setOf[i]]) {
                redundant.set(i);
            }
        }
    }

    private boolean isBelow(int list, int[] above, int parents) {
        for (int i = 0; i < parents; i++) {
            for (int theirs : sets.get(above[i])) {
                boolean below = Membership.scope(theirs) != Scope.EXACT;
                if (below && list == Membership.list(theirs)) {
                    return true;
                }
            }
        }
        return false;
    }

    // ---- what is told ----

    /// The list of a number, after {@link #build}.
    public Look look(int list) {
        int[] shared = new int[lists.size()];
        for (int i = 0; i < ofSet.length; i++) {
            if (Arrays.stream(sets.get(i)).anyMatch(one -> Membership.list(one) == list)) {
                addShared(shared, sets.get(i), ofSet[i]);
            }
        }
        Map<String, Integer> overlaps = new HashMap<>();
        for (int other = 0; other < shared.length; other++) {
            if (other != list && shared[other] > 0) {
                overlaps.put(lists.get(other).id(), shared[other]);
            }
        }
        return new Look(
                lists.get(list).with(entriesOf[list]),
                duplicates[list],
                belowParents[list],
                overlaps);
    }

    private static void addShared(int[] shared, int[] set, int names) {
        int before = -1;
        for (int one : set) { // sorted, so a list's memberships are neighbours
            int list = Membership.list(one);
            if (list != before) {
                shared[list] += names;
                before = list;
            }
        }
    }

    /// How many names the index leaves out since a parent says the same.
    public int compressed() {
        return redundant.cardinality();
    }

    // ---- the file ----

    /// Writes it, to be opened with {@link Lists#open}. What was taken in is of no use afterwards.
    public void write(Path file, long createdMillis) throws IOException {
        int indexed = groups - redundant.cardinality();
        var names = new long[indexed];
        var namesSets = new char[indexed];
        int[] places = new int[Math.ceilDiv(indexed, Records.NEIGHBOURS)];
        var facts = new ByteArrayOutputStream();
        try (var out = new Counting(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
            out.write(Lists.MAGIC.getBytes(StandardCharsets.US_ASCII));
            var record = new RecordWriter(out);
            int kept = 0;
            for (int i = redundant.nextClearBit(0); i < groups; i = redundant.nextClearBit(i + 1)) {
                names[kept] = hashes[i];
                namesSets[kept] = setOf[i];
                int place = place(out);
                if (kept % Records.NEIGHBOURS == 0) {
                    places[kept / Records.NEIGHBOURS] = place;
                }
                kept++;
                record.write(i);
            }
            for (int i = redundant.nextSetBit(0); i >= 0; i = redundant.nextSetBit(i + 1)) {
                place(out);
                record.write(i);
            }
            long recordsEnd = out.written;
            out.align();
            long placesAt = out.written;
            out.write(ints(places));
            long indexAt = out.written;
            var index = ByteBuffer.allocate((int) NameIndex.size(indexed));
            NameIndex.of(names, namesSets, indexed).write(index);
            out.write(index.array());
            long factsAt = out.written;
            writeFacts(facts, createdMillis, indexed, recordsEnd, placesAt, indexAt);
            facts.writeTo(out);
            var end = new DataOutputStream(out);
            end.writeLong(factsAt);
            end.flush();
        }
        Checksum.append(file);
    }

    private static int place(Counting out) throws IOException {
        if (out.written > 0xffff_ffffL) {
            throw new IOException("the lists are too large for one file");
        }
        return (int) out.written;
    }

    private static byte[] ints(int[] numbers) {
        var bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        bytes.asIntBuffer().put(numbers);
        return bytes.array();
    }

    private void writeFacts(
            OutputStream to,
            long createdMillis,
            int indexed,
            long recordsEnd,
            long placesAt,
            long indexAt)
            throws IOException {
        var out = new DataOutputStream(to);
        out.writeLong(createdMillis);
        out.writeLong(key.low());
        out.writeLong(key.high());
        out.writeInt(indexed);
        out.writeInt(groups);
        out.writeLong(recordsEnd);
        out.writeLong(placesAt);
        out.writeLong(indexAt);
        out.writeInt(lists.size());
        for (int i = 0; i < lists.size(); i++) {
            lists.get(i).with(entriesOf[i]).write(out);
        }
        out.writeInt(sets.size());
        for (int[] set : sets) {
            out.writeInt(set.length);
            for (int one : set) {
                out.writeInt(one);
            }
        }
        out.writeInt(rows.templates().size());
        for (String[] words : rows.templates()) {
            out.writeUTF(words[0]);
            out.writeUTF(words[1]);
        }
        out.writeInt(ranges.size());
        for (Range range : ranges) {
            out.writeInt(range.list());
            out.writeLong(range.from().high());
            out.writeLong(range.from().low());
            out.writeLong(range.to().high());
            out.writeLong(range.to().low());
            out.writeInt(range.lineNumber());
            out.writeUTF(range.note());
        }
        out.flush();
    }

    /// A group as one record: the name once, then each membership with its line.
    private final class RecordWriter {
        private final OutputStream out;
        private final byte[] number = new byte[5];

        RecordWriter(OutputStream out) {
            this.out = out;
        }

        void write(int group) throws IOException {
            byte[] piece = rows.piece(order[first[group]]);
            int at = rows.place(order[first[group]]);
            int head = 1 + EntryBytes.nameLength(piece, at);
            out.write(piece, at, head);
            int from = first[group];
            int end = first[group + 1];
            out.write(number, 0, EntryBytes.numberInto(number, 0, distinct(from, end)));
            for (int i = from; i < end; i++) {
                if (!isBefore(from, i, membership(order[i]))) {
                    byte[] row = rows.piece(order[i]);
                    int rest = rows.place(order[i]) + head;
                    out.write(row, rest, EntryBytes.restLength(row, rest));
                }
            }
        }

        private int distinct(int from, int end) {
            int count = 0;
            for (int i = from; i < end; i++) {
                count += isBefore(from, i, membership(order[i])) ? 0 : 1;
            }
            return count;
        }

        private boolean isBefore(int from, int end, int one) {
            for (int i = from; i < end; i++) {
                if (membership(order[i]) == one) {
                    return true;
                }
            }
            return false;
        }
    }

    /// Says how much was written.
    private static final class Counting extends OutputStream {
        private final OutputStream out;
        private long written;

        Counting(OutputStream out) {
            this.out = new BufferedOutputStream(out, 1 << 16);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            written++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            written += length;
        }

        /// So that numbers lie where the machine likes them.
        void align() throws IOException {
            while (written % Long.BYTES != 0) {
                write(0);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
