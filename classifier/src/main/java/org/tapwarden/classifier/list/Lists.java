package org.tapwarden.classifier.list;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;

/// One generation of all lists, opened: what is asked in the middle of the work. Immutable, so
/// every thread may ask; the file stays mapped until nobody holds this any more.
public final class Lists {

    static final String MAGIC = "TWLISTS2";

    /// Where the facts begin stands before the checksum.
    private static final int TRAILER = Long.BYTES + Checksum.LENGTH;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Records entries;
    private final long recordsEnd;
    private final int records;
    private final NameHash.Key key;
    private final NameIndex names;
    private final AddressIndex addresses;
    private final Verdicts verdicts;
    private final List<ListFacts> lists;
    private final List<Range> ranges;
    private final long createdMillis;
    private final boolean certificates;

    private Lists(MemorySegment file, Facts facts) {
        this.entries = new Records(file, facts.placesAt, facts.templates);
        this.recordsEnd = facts.recordsEnd;
        this.records = facts.records;
        this.key = facts.key;
        this.lists = List.copyOf(facts.lists);
        this.ranges = List.copyOf(facts.ranges);
        this.createdMillis = facts.createdMillis;
        this.certificates = lists.stream().anyMatch(ListFacts::hasCertificates);
        this.verdicts = new Verdicts(lists, facts.sets);
        this.addresses = AddressIndex.of(ranges);
        long size = NameIndex.size(facts.names);
        this.names = NameIndex.read(file.asSlice(facts.indexAt, size).asByteBuffer(), facts.names);
    }

    /// What a file says of itself.
    private static final class Facts {
        private final List<ListFacts> lists = new ArrayList<>();
        private final List<int[]> sets = new ArrayList<>();
        private final List<String[]> templates = new ArrayList<>();
        private final List<Range> ranges = new ArrayList<>();
        private final long createdMillis;
        private final NameHash.Key key;
        private final int names;
        private final int records;
        private final long recordsEnd;
        private final long placesAt;
        private final long indexAt;

        Facts(DataInputStream in) throws IOException {
            createdMillis = in.readLong();
            key = new NameHash.Key(in.readLong(), in.readLong());
            names = in.readInt();
            records = in.readInt();
            recordsEnd = in.readLong();
            placesAt = in.readLong();
            indexAt = in.readLong();
            for (int i = in.readInt(); i > 0; i--) {
                lists.add(ListFacts.read(in));
            }
            for (int i = in.readInt(); i > 0; i--) {
                int[] set = new int[in.readInt()];
                for (int j = 0; j < set.length; j++) {
                    set[j] = in.readInt();
                    if (!Membership.isOne(set[j], lists.size())) {
                        throw new IOException("a set names a list that is not there");
                    }
                }
                sets.add(set);
            }
            for (int i = in.readInt(); i > 0; i--) {
                templates.add(new String[] {in.readUTF(), in.readUTF()});
            }
            for (int i = in.readInt(); i > 0; i--) {
                ranges.add(
                        new Range(
                                in.readInt(),
                                new Address(in.readLong(), in.readLong()),
                                new Address(in.readLong(), in.readLong()),
                                in.readInt(),
                                in.readUTF()));
            }
        }
    }

    /// Opens a file that {@link ListsBuilder#write} made, and looks whether it is as it was
    /// written.
    ///
    /// @throws IOException in one line when it cannot be read or is not whole
    public static Lists open(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (!Checksum.fits(channel)) {
                throw new IOException("it is damaged: the checksum does not fit");
            }
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
            boolean ours =
                    file.byteSize() > magic.length + TRAILER
                            && MemorySegment.ofArray(magic).mismatch(file) == magic.length;
            if (!ours) {
                throw new IOException("it is no file of lists of this version");
            }
            long factsAt = file.get(U64, file.byteSize() - TRAILER);
            byte[] facts =
                    file.asSlice(factsAt, file.byteSize() - TRAILER - factsAt)
                            .toArray(ValueLayout.JAVA_BYTE);
            return new Lists(file, new Facts(new DataInputStream(new ByteArrayInputStream(facts))));
        } catch (EOFException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IOException(path + ": it is no file of lists of this version", e);
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    // ---- names ----

    /// What the lists say of a name, or null.
    ///
    /// @param name from the wire; any case, a last dot does not matter
    public @Nullable ListHit lookup(String name) {
        return lookup(name, Probe.once());
    }

    /// As above, and a miss allocates nothing.
    @Nullable ListHit lookup(String name, Probe probe) {
        int length = name.length();
        int end = length > 0 && name.charAt(length - 1) == '.' ? length - 1 : length;
        if (end == 0 || end > DomainText.LONGEST) {
            probe.text.forget(); // It is not the name before that was asked about last.
            return null;
        }
        probe.of(this);
        probe.text.take(name, end);
        RecentNames recent = probe.names;
        if (recent == null) {
            return find(probe);
        }
        if (recent.knows(probe.text)) {
            return recent.hit();
        }
        ListHit hit = find(probe);
        recent.remember(hit);
        return hit;
    }

    /// One pass from the last character; each dot ends a name that may stand on a list. The
    /// office's lists beat the others, then the longest name.
    private @Nullable ListHit find(Probe probe) {
        NameText text = probe.text;
        NameHash hash = probe.hash.begin(key);
        int begin = text.from();
        int end = text.end();
        ListHit best = null;
        long rest = 0; // what is not hashed yet of the last eight
        int labels = 1;
        for (int place = end; place > begin; place -= NameText.EIGHT) {
            long eight = text.eightBefore(place);
            for (long dots = NameText.dots(eight); dots != 0; dots &= dots - 1) {
                int bits = Long.numberOfTrailingZeros(dots) & -Byte.SIZE; // behind the dot
                if (labels >= 2) {
                    int from = place - bits / Byte.SIZE;
                    long behind = eight & ((1L << bits) - 1);
                    best = better(best, hash.with(behind, end - from), from, probe);
                }
                if (labels++ == DomainText.MOST_LABELS) {
                    return best;
                }
            }
            rest = eight;
            if (place - begin >= NameText.EIGHT) {
                hash.eight(eight);
                rest = 0;
            }
        }
        return labels >= 2 && text.isWhole() ? better(best, hash.with(rest, end), 0, probe) : best;
    }

    /// What says more: what was found so far, or the entry with this hash, if there is one.
    private @Nullable ListHit better(@Nullable ListHit best, long hash, int from, Probe probe) {
        int place = names.find(hash);
        return place == NameIndex.MISS ? best : better(best, place, from, probe);
    }

    private @Nullable ListHit better(@Nullable ListHit best, int place, int from, Probe probe) {
        int decides = verdicts.of(names.set(place), from == 0);
        if (decides == Verdicts.NONE) {
            return best;
        }
        boolean officeBefore = best != null && best.list().office();
        if (officeBefore && !verdicts.isOffice(decides)) {
            return best;
        }
        long asked = ((long) place << Integer.SIZE) | decides;
        ListHit recent = probe.recent(asked);
        if (recent != null) {
            return probe.text.endsWith(from, recent.suffix()) ? recent : best;
        }
        long at = entries.at(place);
        if (!entries.isOf(at, probe.text, from)) {
            return best;
        }
        ListHit hit = hit(at, decides);
        probe.remember(asked, hit);
        return hit;
    }

    private ListHit hit(long at, int membership) {
        var cursor = entries.cursor(at);
        String suffix = cursor.name();
        for (int left = cursor.number(); left > 0; left--) {
            int one = cursor.number();
            int lineNumber = cursor.number();
            String line = cursor.line(suffix);
            if (one == membership) {
                return new ListHit(
                        lists.get(Membership.list(one)),
                        verdicts.allows(one),
                        Membership.scope(one),
                        suffix,
                        line,
                        lineNumber);
            }
        }
        throw new IllegalStateException("the index and the entries disagree about " + suffix);
    }

    /// What the lists say of a fingerprint, or null. That of a client's hello is a hint: it labels
    /// nothing by itself.
    public @Nullable ListHit lookup(Fingerprint kind, String value) {
        return lookup(kind, value, Probe.once());
    }

    /// As above, with what a thread has for it.
    @Nullable ListHit lookup(Fingerprint kind, String value, Probe probe) {
        String whole = kind.prefix() + value;
        int end = whole.length();
        if (end > DomainText.LONGEST) {
            return null;
        }
        probe.of(this);
        probe.text.take(whole, end);
        ListHit hit = probe.text.isWhole() ? whole(probe, end) : null;
        probe.text.forget(); // It is no name that was asked about.
        return hit;
    }

    private @Nullable ListHit whole(Probe probe, int end) {
        NameHash hash = probe.hash.begin(key);
        int place = end;
        for (; place >= NameText.EIGHT; place -= NameText.EIGHT) {
            hash.eight(probe.text.eightBefore(place));
        }
        long rest = place == 0 ? 0 : probe.text.eightBefore(place);
        return better(null, hash.with(rest, end), 0, probe);
    }

    // ---- addresses ----

    /// What is said of an address.
    ///
    /// @param from the first address of the range
    /// @param to the last one
    /// @param note in the list's own words, such as the name of a hoster
    public record AddressHit(
            ListFacts list, Address from, Address to, int lineNumber, String note) {

        /// How grounds name it: `hosters/192.0.2.0-192.0.2.255`.
        public String grounds() {
            return list.id() + "/" + from + (from.equals(to) ? "" : "-" + to);
        }
    }

    /// The narrowest range that an address lies in, or null. A hint: it labels nothing by itself,
    /// since a range says whose an address is and not what is spoken there.
    public @Nullable AddressHit lookup(Address address) {
        int found = addresses.find(address.high(), address.low());
        if (found == AddressIndex.NONE) {
            return null;
        }
        Range range = ranges.get(found);
        return new AddressHit(
                lists.get(range.list()),
                range.from(),
                range.to(),
                range.lineNumber(),
                range.note());
    }

    // ---- all of it ----

    /// Takes every entry of a name or fingerprint.
    @FunctionalInterface
    interface Visitor {
        void entry(
                int list, String name, Scope scope, boolean exception, int lineNumber, String line)
                throws IOException;
    }

    void forEachEntry(Visitor visitor) throws IOException {
        var cursor = entries.cursor(MAGIC.length());
        for (int i = 0; i < records; i++) {
            String name = cursor.name();
            for (int left = cursor.number(); left > 0; left--) {
                int one = cursor.number();
                int lineNumber = cursor.number();
                visitor.entry(
                        Membership.list(one),
                        name,
                        Membership.scope(one),
                        Membership.isException(one),
                        lineNumber,
                        cursor.line(name));
            }
        }
        if (cursor.at() != recordsEnd) {
            throw new IOException("the entries end elsewhere than they should");
        }
    }

    List<Range> ranges() {
        return ranges;
    }

    /// What is known of each list.
    public List<ListFacts> lists() {
        return lists;
    }

    /// Whether any of them has certificates.
    boolean haveCertificates() {
        return certificates;
    }

    /// Names and fingerprints that are looked up; what a parent says already is none of them.
    public int names() {
        return names.names();
    }

    /// What the index of names takes of the heap.
    public long indexBytes() {
        return names.bytes();
    }

    /// When it was made.
    public long createdMillis() {
        return createdMillis;
    }
}
