package org.tapwarden.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.spool.SegmentFormat.Segment;

/// The writing end: appends records to segment files and forces them to disk in groups.
///
/// An offset counts record bytes since the spool was made and only grows. {@link #append} answers
/// with the offset behind the record; the record is durable once {@link #forced} has reached it.
/// Appending copies into memory and, when the buffer is full, into the page cache; it never waits
/// for the disk's own acknowledgement, which is {@link #tick}'s work.
///
/// When the disk takes no more the buffered records wait, newer ones are dropped under a counter,
/// and it is tried again once a second, in a new segment file. When forcing fails nobody knows what
/// is on the disk, and to force the same file again proves nothing, since the kernel tells of an
/// error once and then takes the bytes for written: the segments that were not forced are copied
/// into new files ({@link Rescue}), and only when those are forced does {@link #forced} go on.
///
/// The last {@link SpoolLimits#leaveBytes} of the disk are for those who make room on it.
public final class Spool implements AutoCloseable {

    /// The answer of {@link #append} when the record was dropped.
    public static final long DROPPED = -1;

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long SPACE_EVERY_NANOS = 100_000_000L;

    private static final int BUFFER = 4 * (SegmentFormat.PREFIX + SegmentFormat.MAX_RECORD);

    /// What became of records, and why some were lost.
    ///
    /// @param appended taken, since opening
    /// @param droppedSpoolFull beyond the total size
    /// @param droppedTooLarge longer than a record may be
    /// @param droppedDisk the disk took no more, or failed
    /// @param diskErrors writes and forces that failed
    /// @param rescued segments that were written anew since forcing them had failed
    /// @param lostBytes of records that could not be read back for that: they are gaps
    /// @param tornBytes left behind by a crash, cut off when opened
    /// @param bytes on disk and in the buffer
    public record Counts(
            long appended,
            long droppedSpoolFull,
            long droppedTooLarge,
            long droppedDisk,
            long diskErrors,
            long rescued,
            long lostBytes,
            long tornBytes,
            long bytes) {

        /// Records that were not taken, for whatever reason.
        public long dropped() {
            return droppedSpoolFull + droppedTooLarge + droppedDisk;
        }
    }

    /// Records that were not taken since opening, by why. Read without waiting for anybody.
    ///
    /// @param spoolFull beyond the total size
    /// @param tooLarge longer than a record may be
    /// @param disk it took no more, or failed
    /// @param ahead before they could be appended, as when the disk does not answer
    public record Drops(long spoolFull, long tooLarge, long disk, long ahead) {
        public static final Drops NONE = new Drops(0, 0, 0, 0);

        /// Of what was appended.
        public long ofSpool() {
            return spoolFull + tooLarge + disk;
        }

        public long all() {
            return ofSpool() + ahead;
        }
    }

    /// A segment that is not forced yet.
    private record Writing(Segment segment, SpoolFile file) {}

    /// A segment of which nobody knows how much is on the disk.
    ///
    /// @param end offset behind its last record
    private record Doubtful(Writing written, long end) {}

    private final Path directory;
    private final SpoolLimits limits;
    private final SpoolFile.Opener opener;
    private final DirectoryLock owner;
    private final long id;

    private final LongAdder appended = new LongAdder();
    private final LongAdder droppedSpoolFull = new LongAdder();
    private final LongAdder droppedTooLarge = new LongAdder();
    private final LongAdder droppedDisk = new LongAdder();
    private final LongAdder droppedAhead = new LongAdder();
    private final LongAdder diskErrors = new LongAdder();
    private final LongAdder rescued = new LongAdder();
    private final LongAdder lostBytes = new LongAdder();
    private final long tornBytes;

    /// Guards all that follows; never held while forcing.
    private final ReentrantLock writing = new ReentrantLock();

    /// One force at a time; taken before {@link #writing}, never inside it.
    private final ReentrantLock forcing = new ReentrantLock();

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final List<Segment> segments;
    private final List<Writing> fullButNotForced = new ArrayList<>();
    private Writing active;
    private long written;
    private long end;
    private boolean closed;
    private boolean writeFailed;
    private boolean forceFailed;
    private long spaceAtNanos = System.nanoTime() - SPACE_EVERY_NANOS;
    private boolean spaceLeft = true;

    /// Its file has no name any more: nothing may be written into it.
    private boolean activeIsNameless;

    /// Segments of which forcing failed; only touched by who forces.
    private final List<Doubtful> doubtful = new ArrayList<>();

    private volatile long size;
    private volatile @Nullable String trouble;
    private volatile long notBeforeNanos = System.nanoTime();

    private volatile long forced;
    private volatile long lastForceNanos = System.nanoTime();

    /// Opens a spool or makes one, and cuts off what a crash left half written.
    ///
    /// @throws IOException when another process owns it or the disk fails
    public static Spool open(Path directory, SpoolLimits limits) throws IOException {
        return open(directory, limits, SpoolFile::onDisk);
    }

    static Spool open(Path directory, SpoolLimits limits, SpoolFile.Opener opener)
            throws IOException {
        DirectoryLock owner = DirectoryLock.take(directory);
        try {
            return new Spool(directory, limits, opener, owner);
        } catch (IOException e) {
            owner.close();
            throw e;
        }
    }

    private Spool(Path directory, SpoolLimits limits, SpoolFile.Opener opener, DirectoryLock owner)
            throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.opener = opener;
        this.owner = owner;
        this.segments = new ArrayList<>(SegmentFormat.segments(directory));
        Long known = null;
        long neverAgain = 0;
        while (!segments.isEmpty() && known == null) {
            Segment last = segments.getLast();
            try (var channel = FileChannel.open(last.file(), StandardOpenOption.READ)) {
                known = SegmentFormat.idOf(channel, last.start());
            }
            if (known == null) {
                neverAgain = Math.max(neverAgain, setAside(segments.removeLast()));
            }
        }
        if (known == null) {
            this.id = new SecureRandom().nextLong();
            this.tornBytes = 0;
            this.end = neverAgain;
            this.active = begin(end);
        } else {
            this.id = known;
            Segment last = segments.getLast();
            this.end = SpoolReader.endOf(last, id);
            long size = last.position(end);
            this.tornBytes = Files.size(last.file()) - size;
            this.active = new Writing(last, opener.open(last.file()));
            if (tornBytes > 0) {
                active.file().truncate(size);
            }
            active.file().force();
            if (end < neverAgain) {
                fullButNotForced.add(active);
                this.end = neverAgain;
                this.active = begin(end);
            }
        }
        this.written = end;
        this.forced = end;
        this.size = size();
    }

    /// Distinguishes this spool from an earlier one in the same place, whose offsets mean other
    /// records.
    public long id() {
        return id;
    }

    /// Takes a record, or counts why not. Any thread; the record is copied.
    ///
    /// @return the offset behind the record, or {@link #DROPPED}
    public long append(byte[] record) {
        if (record.length == 0 || record.length > SegmentFormat.MAX_RECORD) {
            droppedTooLarge.increment();
            return DROPPED;
        }
        writing.lock();
        try {
            int length = SegmentFormat.PREFIX + record.length;
            if (closed) {
                droppedDisk.increment();
                return DROPPED;
            }
            if (size() + length > limits.totalBytes()) {
                droppedSpoolFull.increment();
                return DROPPED;
            }
            if (!makeRoom(length)) {
                droppedDisk.increment();
                return DROPPED;
            }
            buffer.putInt(record.length)
                    .putInt(SegmentFormat.checksum(id, end, ByteBuffer.wrap(record)))
                    .put(record);
            end += length;
            size = size();
            appended.increment();
            return end;
        } finally {
            writing.unlock();
        }
    }

    /// Forces what waits, when the last force is {@link SpoolLimits#forceEvery} ago.
    public void tick() {
        long now = System.nanoTime();
        if (now - lastForceNanos >= limits.forceEvery().toNanos() && now - notBeforeNanos >= 0) {
            force();
        }
    }

    /// Ticks from a thread of its own, until the spool is closed; for an owner that has no loop.
    public void forceInBackground() {
        Thread.ofPlatform().daemon().name("spool-force").start(this::keepForcing);
    }

    private void keepForcing() {
        while (!isClosed()) {
            tick();
            LockSupport.parkNanos(limits.forceEvery().toNanos() / 4);
        }
    }

    private boolean isClosed() {
        writing.lock();
        try {
            return closed;
        } finally {
            writing.unlock();
        }
    }

    /// Forces everything appended so far, now.
    ///
    /// @return whether all of it is on the disk
    public boolean force() {
        forcing.lock();
        try {
            if (!mended()) {
                return false;
            }
            long goal;
            List<Writing> files;
            writing.lock();
            try {
                if (closed) {
                    return false;
                }
                if (!writeFailed) {
                    writeBuffer();
                }
                goal = written;
                if (goal == forced) {
                    lastForceNanos = System.nanoTime();
                    return goal == end;
                }
                files = new ArrayList<>(fullButNotForced);
                files.add(active);
            } finally {
                writing.unlock();
            }
            for (Writing one : files) {
                one.file().force();
            }
            writing.lock();
            try {
                files.removeLast();
                fullButNotForced.removeAll(files);
                forced = goal;
                lastForceNanos = System.nanoTime();
                if (!writeFailed && spaceLeft) {
                    trouble = null;
                }
                for (Writing one : files) {
                    one.file().close();
                }
                return goal == end;
            } finally {
                writing.unlock();
            }
        } catch (IOException e) {
            failed(e);
            writing.lock();
            try {
                forceFailed = true;
            } finally {
                writing.unlock();
            }
            return false;
        } finally {
            forcing.unlock();
        }
    }

    private void failed(IOException e) {
        diskErrors.increment();
        trouble = String.valueOf(e.getMessage());
        notBeforeNanos = System.nanoTime() + RETRY_NANOS;
    }

    /// @return whether all that is written can be forced
    private boolean mended() {
        try {
            mend();
            return true;
        } catch (IOException e) {
            failed(e);
            writing.lock();
            try {
                return doubtful.isEmpty() && !forceFailed;
            } finally {
                writing.unlock();
            }
        }
    }

    /// Gets away from files that failed: new records go into a new one from here on.
    private void mend() throws IOException {
        writing.lock();
        try {
            if (!closed && (forceFailed || !writtenAtLast())) {
                leave(active);
            }
        } finally {
            writing.unlock();
        }
        while (!doubtful.isEmpty()) {
            rescue(doubtful.getFirst());
            doubtful.removeFirst();
        }
    }

    /// As when there is room again.
    private boolean writtenAtLast() {
        return !writeFailed || (!activeIsNameless && writeBuffer());
    }

    /// What was never written into a failed file is written into the next; where nothing was, that
    /// takes its name.
    private void leave(Writing failed) throws IOException {
        if (written > failed.segment().start()) {
            active = begin(written);
            fullButNotForced.add(failed);
        } else {
            activeIsNameless = true;
            writeFailed = true;
            segments.removeLast();
            try {
                active = begin(written);
            } catch (IOException e) {
                segments.add(failed.segment());
                throw e;
            }
            activeIsNameless = false;
            failed.file().close();
        }
        writeFailed = false;
        if (forceFailed) {
            forceFailed = false;
            for (Writing one : fullButNotForced) {
                int next = segments.indexOf(one.segment()) + 1;
                doubtful.add(new Doubtful(one, segments.get(next).start()));
            }
            fullButNotForced.clear();
        }
    }

    private void rescue(Doubtful one) throws IOException {
        if (one.end() > forced) {
            Writing from = one.written();
            lostBytes.add(Rescue.rewrite(from.segment(), from.file(), one.end(), id, opener));
            forceDirectory();
            rescued.increment();
        }
        one.written().file().close();
    }

    /// Records up to here survive a power failure.
    public long forced() {
        return forced;
    }

    /// The offset behind the last record appended.
    public long end() {
        writing.lock();
        try {
            return end;
        } finally {
            writing.unlock();
        }
    }

    /// The offset of the oldest record kept.
    public long begin() {
        writing.lock();
        try {
            return segments.getFirst().start();
        } finally {
            writing.unlock();
        }
    }

    /// A reader of what is forced: what it has read is never taken back by a power failure.
    public SpoolReader reader(long offset) {
        return new SpoolReader(directory, offset, this::forced);
    }

    /// Lets go of whole segments that lie before the offset; the one being written stays.
    public void deleteBefore(long offset) throws IOException {
        writing.lock();
        try {
            while (segments.size() > 1 && segments.get(1).start() <= Math.min(offset, forced)) {
                Files.deleteIfExists(segments.getFirst().file());
                segments.removeFirst();
            }
            size = size();
        } finally {
            writing.unlock();
        }
    }

    /// Ends the segment being written, so that {@link #letGo} can delete all that was appended so
    /// far.
    ///
    /// @return the offset behind it
    /// @throws IOException when the disk takes no more
    public long roll() throws IOException {
        writing.lock();
        try {
            if (end == segments.getLast().start()) {
                return end;
            }
            if (closed || writeFailed || !writeBuffer()) {
                throw new IOException("the spool cannot be written");
            }
            Writing full = active;
            active = begin(end);
            fullButNotForced.add(full);
            return end;
        } finally {
            writing.unlock();
        }
    }

    /// Deletes all before an offset, and files set aside as damaged that were begun before a time,
    /// in such a way that no power failure brings them back.
    ///
    /// @return false while something before the offset is left, as when it is not forced yet
    public boolean letGo(long offset, Instant begunBefore) throws IOException {
        deleteBefore(offset);
        for (Path damaged : SegmentFormat.damaged(directory)) {
            var attributes = Files.readAttributes(damaged, BasicFileAttributes.class);
            if (attributes.creationTime().toInstant().isBefore(begunBefore)) {
                Files.delete(damaged);
            }
        }
        forceDirectory();
        return begin() >= offset;
    }

    /// Counts a record that was dropped before it could be appended, so that all that is lost is in
    /// one place.
    void droppedAhead() {
        droppedAhead.increment();
    }

    /// Also while a disk that does not answer holds everybody else up.
    public Drops drops() {
        return new Drops(
                droppedSpoolFull.sum(),
                droppedTooLarge.sum(),
                droppedDisk.sum(),
                droppedAhead.sum());
    }

    public SpoolLimits limits() {
        return limits;
    }

    /// Read without waiting for anybody.
    public Counts counts() {
        return new Counts(
                appended.sum(),
                droppedSpoolFull.sum(),
                droppedTooLarge.sum(),
                droppedDisk.sum(),
                diskErrors.sum(),
                rescued.sum(),
                lostBytes.sum(),
                tornBytes,
                size);
    }

    /// What the disk said when it last failed, while nothing has been forced since; or null.
    public @Nullable String trouble() {
        return trouble;
    }

    /// Where it lies.
    public Path directory() {
        return directory;
    }

    /// Forces what it can and lets go of the directory.
    @Override
    public void close() throws IOException {
        force();
        forcing.lock();
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            for (Writing one : fullButNotForced) {
                one.file().close();
            }
            for (Doubtful one : doubtful) {
                one.written().file().close();
            }
            active.file().close();
            owner.close();
        } finally {
            writing.unlock();
            forcing.unlock();
        }
    }

    /// Takes a file whose header is not ours out of the way.
    ///
    /// @return the offset behind whatever records it held
    private static long setAside(Segment damaged) throws IOException {
        long size = Files.size(damaged.file());
        if (size <= SegmentFormat.HEADER) {
            Files.delete(damaged.file()); // killed while it was being made: it never held a record
            return damaged.start();
        }
        Files.move(
                damaged.file(),
                damaged.file().resolveSibling(damaged.start() + SegmentFormat.DAMAGED));
        return damaged.offset(size);
    }

    private long size() {
        return end - segments.getFirst().start() + (long) segments.size() * SegmentFormat.HEADER;
    }

    /// Makes the next record fit into the active segment and the buffer.
    private boolean makeRoom(int length) {
        Segment current = segments.getLast();
        boolean segmentFull =
                end > current.start() && current.position(end) + length > limits.segmentBytes();
        if (!segmentFull && buffer.remaining() >= length) {
            return true;
        }
        if (writeFailed || !writeBuffer()) {
            return false; // who forces tries again
        }
        if (!segmentFull) {
            return true;
        }
        if (!isSpaceLeft()) {
            trouble = "less than " + limits.leaveBytes() + " bytes are left on the disk";
            return false;
        }
        try {
            Writing full = active;
            active = begin(end);
            fullButNotForced.add(full);
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    /// Who fills a disk to the last byte leaves nobody else the room to make room.
    private boolean isSpaceLeft() {
        long now = System.nanoTime();
        if (limits.leaveBytes() > 0 && now - spaceAtNanos >= SPACE_EVERY_NANOS) {
            spaceAtNanos = now;
            spaceLeft = directory.toFile().getUsableSpace() >= limits.leaveBytes();
        }
        return spaceLeft;
    }

    /// Writes at a position of its own, so that a write that failed half way is simply written
    /// again.
    private boolean writeBuffer() {
        buffer.flip();
        try {
            if (buffer.hasRemaining()) {
                active.file().write(buffer, active.segment().position(written));
            }
            written = end;
            buffer.clear();
            writeFailed = false;
            return true;
        } catch (IOException e) {
            failed(e);
            writeFailed = true;
            buffer.position(buffer.limit()).limit(buffer.capacity());
            return false;
        }
    }

    private Writing begin(long start) throws IOException {
        Path path = SegmentFormat.file(directory, start);
        @Nullable SpoolFile file = null;
        try {
            Files.deleteIfExists(path); // what is there failed, and holds no record that counts
            file = opener.open(path);
            file.write(SegmentFormat.header(id, start), 0);
            forceDirectory();
        } catch (IOException e) {
            if (file != null) {
                file.close();
            }
            Files.deleteIfExists(path);
            throw e;
        }
        var made = new Segment(path, start);
        segments.add(made);
        return new Writing(made, file);
    }

    /// Without this a power failure may lose the name of a file whose bytes are safe.
    private void forceDirectory() throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
