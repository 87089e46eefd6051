package org.tapwarden.appliance.replay;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file written from its beginning to its end that may become very large.
///
/// What goes beyond the first {@link #CACHED} bytes is written around the kernel's page cache,
/// where the file system can do that. A copy into fresh pages that nobody reads again costs more
/// than making what is copied (decision 10), and it drives out of the cache the capture that is
/// being read. Small files go the usual way and wait for no disk. Until it is closed the file may
/// lack its last {@link #CHUNK} bytes.
final class LargeOutput extends OutputStream {

    /// So much goes through the cache: whoever writes little reads it soon.
    static final int CACHED = 4 << 20;

    /// Written at one time.
    static final int CHUNK = 1 << 20;

    private final Path file;
    private final ByteBuffer buffer;

    /// Blocks that the device takes whole; 0 where nothing goes around the cache.
    private final int blockSize;

    private FileChannel channel;
    private boolean aroundCache;
    private boolean failed;
    private boolean closed;

    /// Begins the file anew.
    LargeOutput(Path file) throws IOException {
        this.file = file;
        this.channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        this.blockSize = blockSizeOf(file);
        int alignment = Math.max(1, blockSize);
        this.buffer = ByteBuffer.allocateDirect(CHUNK + alignment).alignedSlice(alignment);
        buffer.limit(CHUNK);
    }

    /// Of a regular file on a device with blocks of a usual size, else 0: pipes and terminals have
    /// no cache to go around.
    private static int blockSizeOf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try {
            long size = Files.getFileStore(file).getBlockSize();
            boolean usual = size >= 512 && size <= CHUNK && Long.bitCount(size) == 1;
            return usual ? (int) size : 0;
        } catch (UnsupportedOperationException e) {
            return 0;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int rest = length;
        while (rest > 0) {
            int part = Math.min(rest, buffer.remaining());
            buffer.put(bytes, at, part);
            at += part;
            rest -= part;
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
    }

    private void drain() throws IOException {
        empty();
        buffer.clear().limit(CHUNK);
        if (!aroundCache && blockSize > 0 && channel.position() == CACHED) {
            goAroundCache();
        }
    }

    /// Writes what the buffer holds.
    ///
    /// @throws IOException which names the file: a full disk does not say which of them it is
    private void empty() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            failed = true;
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private void goAroundCache() throws IOException {
        FileChannel around = openAroundCache();
        if (around != null) {
            channel.close();
            channel = around.position(CACHED);
            aroundCache = true;
        }
    }

    private @Nullable FileChannel openAroundCache() {
        OpenOption direct = direct();
        if (direct == null) {
            return null;
        }
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE, direct);
        } catch (IOException | UnsupportedOperationException e) {
            // Not every file system can; then the cache it is.
            return null;
        }
    }

    /// The JDK's own option, found by its name: the compiler warns of each mention of its class,
    /// which the platform need not have.
    private static @Nullable OpenOption direct() {
        try {
            Object[] options =
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
            for (Object option : options == null ? new Object[0] : options) {
                if (option instanceof OpenOption found && found.toString().equals("DIRECT")) {
                    return found;
                }
            }
            return null;
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /// Writes what is left, unless writing failed before. A last part of a block is filled up,
    /// written, and cut off again.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (FileChannel last = channel) {
            if (failed) {
                return;
            }
            long length = last.position() + buffer.position();
            while (aroundCache && buffer.position() % blockSize != 0) {
                buffer.put((byte) 0);
            }
            empty();
            if (aroundCache) {
                last.truncate(length);
            }
        }
    }
}
