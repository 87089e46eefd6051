package org.tapwarden.capture.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Window;

/// A file, mapped one window at a time.
final class MappedFile implements AutoCloseable {

    private final FileChannel channel;
    private final long size;
    private final int windowBytes;
    private @Nullable MappedWindow window;

    /// @param windowBytes at least twice the longest record
    MappedFile(Path path, int windowBytes) throws IOException {
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = channel.size();
        this.windowBytes = windowBytes;
    }

    long size() {
        return size;
    }

    /// Whether the present window holds these bytes.
    boolean isMapped(long position, int length) {
        MappedWindow present = window;
        return present != null && present.holds(position, length);
    }

    /// The window that holds these bytes, which the caller knows to lie in the file. Maps a new
    /// one, from `position` on, when the present one ends too early.
    @SuppressWarnings("MustBeClosedChecker") // the window closes it with its last holder
    MappedWindow holding(long position, int length) throws IOException {
        MappedWindow present = window;
        if (present != null && present.holds(position, length)) {
            return present;
        }
        long bytes = Math.min(Math.max(windowBytes, length), size - position);
        Arena arena = Arena.ofShared();
        MemorySegment segment = channel.map(FileChannel.MapMode.READ_ONLY, position, bytes, arena);
        var next = new MappedWindow(arena, segment, position);
        window = next;
        if (present != null) {
            present.drop();
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        MappedWindow present = window;
        window = null;
        if (present != null) {
            present.drop();
        }
        channel.close();
    }

    /// Part of the file in memory, for as long as somebody holds it.
    static final class MappedWindow implements Window {

        private final Arena arena;
        private final MemorySegment segment;
        private final long start;
        private final AtomicInteger holders = new AtomicInteger(1);

        MappedWindow(Arena arena, MemorySegment segment, long start) {
            this.arena = arena;
            this.segment = segment;
            this.start = start;
        }

        MemorySegment segment() {
            return segment;
        }

        /// Where a position of the file lies in the segment.
        long at(long position) {
            return position - start;
        }

        private boolean holds(long position, int length) {
            return position >= start && position + length <= start + segment.byteSize();
        }

        @Override
        public void hold() {
            holders.incrementAndGet();
        }

        @Override
        public void drop() {
            if (holders.decrementAndGet() == 0) {
                arena.close();
            }
        }
    }
}
