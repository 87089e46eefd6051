package org.tapwarden.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.spool.SegmentFormat.Segment;

/// Reads records from an offset on and follows the writer. Owned by one thread.
///
/// A record that is not all there yet is waited for. Damage in the middle is a gap: counted, and
/// reading goes on at the next good record.
public final class SpoolReader implements AutoCloseable {

    /// How far to look for a good record behind a bad one before the segment's rest is given up.
    static final int SEARCH_LIMIT = 1 << 18;

    private static final int WINDOW = 2 * (SegmentFormat.PREFIX + SegmentFormat.MAX_RECORD);
    private static final long NOT_FOUND = -1;

    private final Path directory;
    private final LongSupplier limit;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowAt;
    private long offset;
    private long gaps;
    private long lostBytes;
    private @Nullable Segment segment;
    private @Nullable FileChannel channel;
    private long id;

    SpoolReader(Path directory, long offset, LongSupplier limit) {
        this.directory = directory;
        this.offset = offset;
        this.limit = limit;
    }

    /// Reads a spool that another process may be writing; sees records before they are forced.
    public static SpoolReader follow(Path directory, long offset) {
        return new SpoolReader(directory, offset, () -> Long.MAX_VALUE);
    }

    /// The next record, or null when there is none yet.
    public byte @Nullable [] next() throws IOException {
        while (offset < limit.getAsLong()) {
            FileChannel open = channelAtOffset();
            if (open == null) {
                return null;
            }
            Segment here = segmentHere();
            long position = here.position(offset);
            int length = goodRecordAt(open, here, position);
            if (length > 0) {
                byte[] record = new byte[length];
                window.get((int) (position - windowAt) + SegmentFormat.PREFIX, record);
                offset += SegmentFormat.PREFIX + length;
                return record;
            }
            if (!skipDamage(open, here, position)) {
                return null;
            }
        }
        return null;
    }

    /// Where the next record begins: what a consumer commits together with its effect.
    public long offset() {
        return offset;
    }

    /// Places where records were missing or damaged.
    public long gaps() {
        return gaps;
    }

    /// Bytes that lay in the gaps.
    public long lostBytes() {
        return lostBytes;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    /// The offset behind the last good record of a segment whose writer died.
    static long endOf(Segment segment, long id) throws IOException {
        return through(segment, id, Long.MAX_VALUE).offset;
    }

    /// How many bytes of a segment that ends at an offset are no whole records.
    static long lostOf(Segment segment, long id, long end) throws IOException {
        SpoolReader reader = through(segment, id, end);
        return reader.lostBytes + end - reader.offset;
    }

    private static SpoolReader through(Segment segment, long id, long end) throws IOException {
        try (var reader = new SpoolReader(parent(segment), segment.start(), () -> end);
                var file = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
            reader.segment = segment;
            reader.channel = file;
            reader.id = id;
            while (reader.next() != null) {
                // only where the last one ends, and what is missing, is asked for
            }
            return reader;
        }
    }

    private static Path parent(Segment segment) {
        Path parent = segment.file().getParent();
        return parent == null ? Path.of("") : parent;
    }

    private Segment segmentHere() {
        if (segment == null) {
            throw new IllegalStateException("no segment is open");
        }
        return segment;
    }

    /// The open segment, or the first to read when none is open.
    private @Nullable FileChannel channelAtOffset() throws IOException {
        if (channel != null) {
            return channel;
        }
        List<Segment> segments = SegmentFormat.segments(directory);
        Segment wanted = null;
        for (Segment candidate : segments) {
            if (wanted == null || candidate.start() <= offset) {
                wanted = candidate;
            }
        }
        return wanted == null ? null : enter(wanted);
    }

    private @Nullable FileChannel enter(Segment wanted) throws IOException {
        FileChannel opened;
        try {
            opened = FileChannel.open(wanted.file(), StandardOpenOption.READ);
        } catch (NoSuchFileException deletedMeanwhile) {
            return null;
        }
        Long found = SegmentFormat.idOf(opened, wanted.start());
        if (found == null) {
            opened.close();
            Segment next = successor(wanted);
            return next == null ? null : enter(next); // without one, it is being made
        }
        close();
        channel = opened;
        segment = wanted;
        id = found;
        window.clear().limit(0);
        if (offset < wanted.start()) {
            missed(wanted.start());
        }
        return opened;
    }

    private void missed(long goOnAt) {
        gaps++;
        lostBytes += goOnAt - offset;
        offset = goOnAt;
    }

    /// @return whether reading can go on
    private boolean skipDamage(FileChannel open, Segment here, long position) throws IOException {
        // Looked up before the size is read: a segment that has a successor does not grow any more.
        Segment next = successor(here);
        long size = open.size();
        long readable = Math.min(size, limitPosition(here));
        long found = readable > position ? searchFrom(open, here, position, readable) : NOT_FOUND;
        if (found != NOT_FOUND) {
            missed(here.offset(found));
            return true;
        }
        if (next != null && next.start() <= limit.getAsLong()) {
            return next.start() >= offset && enter(next) != null;
        }
        long certain = limit.getAsLong();
        if (next == null && certain != Long.MAX_VALUE && certain > offset && readable > position) {
            missed(certain);
            return true;
        }
        window.clear().limit(0); // the tail may be written again before the next look
        return false;
    }

    private long limitPosition(Segment here) {
        long certain = limit.getAsLong();
        return certain == Long.MAX_VALUE ? Long.MAX_VALUE : here.position(certain);
    }

    private @Nullable Segment successor(Segment here) throws IOException {
        for (Segment candidate : SegmentFormat.segments(directory)) {
            if (candidate.start() > here.start()) {
                return candidate;
            }
        }
        return null;
    }

    private long searchFrom(FileChannel open, Segment here, long position, long readable)
            throws IOException {
        long stop = Math.min(readable, position + SEARCH_LIMIT);
        for (long at = position + 1; at + SegmentFormat.PREFIX < stop; at++) {
            if (goodRecordAt(open, here, at) > 0) {
                return at;
            }
        }
        return NOT_FOUND;
    }

    /// @return the record's length, or 0 when no whole, undamaged record lies there
    private int goodRecordAt(FileChannel open, Segment here, long position) throws IOException {
        if (!holds(open, position, SegmentFormat.PREFIX)) {
            return 0;
        }
        int length = window.getInt((int) (position - windowAt));
        if (length <= 0 || length > SegmentFormat.MAX_RECORD) {
            return 0;
        }
        if (!holds(open, position, SegmentFormat.PREFIX + length)) {
            return 0;
        }
        int at = (int) (position - windowAt);
        ByteBuffer body = window.slice(at + SegmentFormat.PREFIX, length);
        boolean good =
                window.getInt(at + 4) == SegmentFormat.checksum(id, here.offset(position), body);
        return good ? length : 0;
    }

    /// Brings the bytes into the window, when the file has them.
    private boolean holds(FileChannel open, long position, int length) throws IOException {
        if (position >= windowAt && position + length <= windowAt + window.limit()) {
            return true;
        }
        if (position + length > open.size()) {
            return false;
        }
        windowAt = position;
        window.clear();
        while (window.hasRemaining() && open.read(window, position + window.position()) > 0) {
            // until the window is full or the file ends
        }
        window.flip();
        return window.limit() >= length;
    }
}
