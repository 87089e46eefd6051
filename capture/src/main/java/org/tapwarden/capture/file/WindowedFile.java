package org.tapwarden.capture.file;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Window;

/// A file, read one window at a time into memory that is used again.
///
/// Reading beats mapping here: a window fits into the processor's second-level cache, so the walk
/// from record to record finds its bytes there, while in a mapping each header is a wait for the
/// memory. Of a gigabyte the copy takes a tenth of a second, the waiting took four.
final class WindowedFile implements AutoCloseable {

    private final FileChannel channel;
    private final long size;
    private final int windowBytes;
    private final ConcurrentLinkedQueue<Buffer> spare = new ConcurrentLinkedQueue<>();
    private @Nullable FileWindow window;

    /// Memory that windows take turns in. The collector frees it with the file.
    private record Buffer(MemorySegment segment, ByteBuffer bytes) {

        static Buffer of(int capacity) {
            MemorySegment segment = Arena.ofAuto().allocate(capacity, Long.BYTES);
            return new Buffer(segment, segment.asByteBuffer());
        }
    }

    /// @param windowBytes read at one time; a longer record gets memory of its own
    WindowedFile(Path path, int windowBytes) throws IOException {
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = channel.size();
        this.windowBytes = windowBytes;
    }

    long size() {
        return size;
    }

    /// Whether the present window holds these bytes.
    boolean isPresent(long position, int length) {
        FileWindow present = window;
        return present != null && present.holds(position, length);
    }

    /// The window that holds these bytes, which the caller knows to lie in the file. Reads a new
    /// one, from `position` on, when the present one ends too early.
    FileWindow holding(long position, int length) throws IOException {
        FileWindow present = window;
        if (present != null && present.holds(position, length)) {
            return present;
        }
        if (present != null) {
            window = null;
            present.drop();
        }
        long bytes = Math.min(Math.max(windowBytes, length), size - position);
        FileWindow next = read(position, (int) bytes);
        window = next;
        return next;
    }

    private FileWindow read(long position, int bytes) throws IOException {
        Buffer buffer = bytes > windowBytes ? null : spare.poll();
        if (buffer == null) {
            buffer = Buffer.of(Math.max(bytes, windowBytes));
        }
        ByteBuffer into = buffer.bytes().clear().limit(bytes);
        while (into.hasRemaining()) {
            if (channel.read(into, position + into.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return new FileWindow(buffer, position, bytes);
    }

    @Override
    public void close() throws IOException {
        FileWindow present = window;
        window = null;
        if (present != null) {
            present.drop();
        }
        channel.close();
    }

    /// Part of the file in memory, for as long as somebody holds it.
    final class FileWindow implements Window {

        private final Buffer buffer;
        private final long start;
        private final int bytes;
        private final AtomicInteger holders = new AtomicInteger(1);

        private FileWindow(Buffer buffer, long start, int bytes) {
            this.buffer = buffer;
            this.start = start;
            this.bytes = bytes;
        }

        MemorySegment segment() {
            return buffer.segment();
        }

        /// Where a position of the file lies in the segment.
        long at(long position) {
            return position - start;
        }

        boolean holds(long position, int length) {
            return position >= start && position + length <= start + bytes;
        }

        @Override
        public void hold() {
            holders.incrementAndGet();
        }

        @Override
        public void drop() {
            if (holders.decrementAndGet() == 0 && bytes <= windowBytes) {
                spare.add(buffer);
            }
        }
    }
}
