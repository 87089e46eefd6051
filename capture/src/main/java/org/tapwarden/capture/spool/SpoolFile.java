package org.tapwarden.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What the spool needs of a file. A seam, so that a test can fill the disk.
interface SpoolFile extends AutoCloseable {

    /// Writes all of it, or throws.
    void write(ByteBuffer bytes, long position) throws IOException;

    /// @return how many bytes; -1 behind the end
    int read(ByteBuffer bytes, long position) throws IOException;

    void force() throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;

    /// Opens or makes a file for writing.
    @FunctionalInterface
    interface Opener {
        SpoolFile open(Path file) throws IOException;
    }

    static SpoolFile onDisk(Path file) throws IOException {
        var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        return new SpoolFile() {
            @Override
            public void write(ByteBuffer bytes, long position) throws IOException {
                long at = position;
                while (bytes.hasRemaining()) {
                    at += channel.write(bytes, at);
                }
            }

            @Override
            public int read(ByteBuffer bytes, long position) throws IOException {
                return channel.read(bytes, position);
            }

            @Override
            public void force() throws IOException {
                channel.force(false);
            }

            @Override
            public void truncate(long size) throws IOException {
                channel.truncate(size);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
