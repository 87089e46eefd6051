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

    static final String MAGIC = "TWLISTS1";

    /// Where the facts begin stands before the checksum.
    private static final int TRAILER = Long.BYTES + Checksum.LENGTH;

    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final long MISS = -1;

    private final MemorySegment file;
    private final long placesAt;
    private final long recordsEnd;
    private final int records;
    private final NameHash.Key key;
    private final NameIndex names;
    private final AddressIndex addresses;
    private final Verdicts verdicts;
    private final List<ListFacts> lists;
    private final List<String[]> templates;
    private final List<Range> ranges;
    private final long createdMillis;

    private Lists(MemorySegment file, Facts facts) {
        this.file = file;
        this.placesAt = facts.placesAt;
        this.recordsEnd = facts.recordsEnd;
        this.records = facts.records;
        this.key = facts.key;
        this.lists = List.copyOf(facts.lists);
        this.templates = facts.templates;
        this.ranges = List.copyOf(facts.ranges);
        this.createdMillis = facts.createdMillis;
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
        return lookup(name, new Probe());
    }

    /// As above, and a miss allocates nothing.
    @Nullable ListHit lookup(String name, Probe probe) {
        int length = name.length();
        int end = length > 0 && name.charAt(length - 1) == '.' ? length - 1 : length;
        if (end == 0 || end > DomainText.LONGEST) {
            return null;
        }
        probe.of(this);
        long best = find(name, end, probe);
        if (best == MISS) {
            return null;
        }
        ListHit recent = probe.recent(best);
        if (recent != null) {
            return recent;
        }
        ListHit hit = hit((int) (best >>> 32), (int) best, name, end);
        probe.remember(best, hit);
        return hit;
    }

    /// One pass from the last character; each dot ends a name that may stand on a list. The
    /// office's lists beat the others, then the longest name.
    ///
    /// @return place in the index and membership that decides
    private long find(String name, int end, Probe probe) {
        NameHash hash = probe.hash.begin(key);
        long best = MISS;
        long rest = 0; // what is not hashed yet of the last eight
        int labels = 1;
        for (int i = end - 1; i >= 0; i--) {
            char c = name.charAt(i);
            int hashed = end - 1 - i;
            if (c == '.') {
                if (labels >= 2) {
                    best = better(best, hash.with(rest, hashed), name, i + 1, end, probe);
                }
                if (labels++ == DomainText.MOST_LABELS) {
                    return best;
                }
            } else if (c > 0x7e) {
                return best; // No list has such a name, and none above it was missed.
            }
            rest |= (long) small(c) << (8 * (hashed & 7));
            if ((hashed & 7) == 7) {
                hash.eight(rest);
                rest = 0;
            }
        }
        return labels >= 2 ? better(best, hash.with(rest, end), name, 0, end, probe) : best;
    }

    private static int small(char c) {
        return 'A' <= c && c <= 'Z' ? c | 0x20 : c;
    }

    private long better(long best, long hash, String name, int from, int end, Probe probe) {
        int place = names.find(hash);
        if (place == NameIndex.MISS) {
            return best;
        }
        int decides = verdicts.of(names.set(place), from == 0);
        if (decides == Verdicts.NONE) {
            return best;
        }
        long found = ((long) place << 32) | decides;
        ListHit recent = probe.recent(found);
        boolean there =
                recent == null
                        ? isThere(place, name, from, end)
                        : recent.suffix().length() == end - from
                                && recent.suffix().regionMatches(true, 0, name, from, end - from);
        if (!there) {
            return best;
        }
        boolean officeBefore = best != MISS && verdicts.isOffice((int) best);
        return officeBefore && !verdicts.isOffice(decides) ? best : found;
    }

    /// Whether the entry is really of that name, and not only of its hash.
    private boolean isThere(int place, String name, int from, int end) {
        long at = record(place);
        if ((file.get(ValueLayout.JAVA_BYTE, at) & 0xff) != end - from) {
            return false;
        }
        for (int i = from; i < end; i++) {
            if (file.get(ValueLayout.JAVA_BYTE, at + 1 + i - from) != small(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private long record(int place) {
        return Integer.toUnsignedLong(file.get(U32, placesAt + (long) place * Integer.BYTES));
    }

    private ListHit hit(int place, int membership, String name, int end) {
        var cursor = new Cursor(record(place));
        String suffix = cursor.name();
        for (int left = cursor.number(); left > 0; left--) {
            int one = cursor.number();
            int lineNumber = cursor.number();
            String line = cursor.line(suffix);
            if (one == membership) {
                return new ListHit(
                        lists.get(Membership.list(one)),
                        verdicts.allows(one),
                        Membership.scope(one).prefix() + suffix,
                        suffix,
                        line,
                        lineNumber);
            }
        }
        throw new IllegalStateException(
                "the index and the entries disagree about " + name.substring(0, end));
    }

    /// What the lists say of a fingerprint, or null. A hint: a fingerprint labels nothing by
    /// itself.
    public @Nullable ListHit lookup(Fingerprint kind, String value) {
        String text = kind.prefix() + value;
        if (text.length() > DomainText.LONGEST) {
            return null;
        }
        var hash = new NameHash().begin(key);
        for (int i = text.length() - 1; i >= 0; i--) {
            hash.add(small(text.charAt(i)));
        }
        long found = better(MISS, hash.soFar(), text, 0, text.length(), new Probe());
        return found == MISS ? null : hit((int) (found >>> 32), (int) found, text, text.length());
    }

    // ---- addresses ----

    /// What is said of an address.
    ///
    /// @param note in the list's own words, such as the name of a hoster
    public record AddressHit(ListFacts list, int lineNumber, String note) {}

    /// The narrowest range that an address lies in, or null. A hint: it labels nothing by itself,
    /// since a range says whose an address is and not what is spoken there.
    public @Nullable AddressHit lookup(Address address) {
        int found = addresses.find(address.high(), address.low());
        if (found == AddressIndex.NONE) {
            return null;
        }
        Range range = ranges.get(found);
        return new AddressHit(lists.get(range.list()), range.lineNumber(), range.note());
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
        var cursor = new Cursor(MAGIC.length());
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
        if (cursor.at != recordsEnd) {
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

    /// Reads records one after the other.
    private final class Cursor {
        private long at;

        Cursor(long at) {
            this.at = at;
        }

        String name() {
            int length = file.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            return text(1, length);
        }

        private String text(int skipped, int length) {
            byte[] bytes = new byte[length];
            MemorySegment.copy(file, ValueLayout.JAVA_BYTE, at + skipped, bytes, 0, length);
            at += skipped + length;
            return new String(bytes, StandardCharsets.UTF_8);
        }

        int number() {
            int value = 0;
            int shift = 0;
            byte next;
            do {
                next = file.get(ValueLayout.JAVA_BYTE, at++);
                value |= (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0 && shift < Integer.SIZE);
            return value;
        }

        String line(String name) {
            int template = number();
            if (template == 0) {
                int length = number();
                return text(0, length);
            }
            String[] words = templates.get(template);
            return words[0] + name + words[1];
        }
    }
}
