package org.tapwarden.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file without use that goes when the disk is full: what is destroyed to make room is certified
/// first, and a certificate and its row of the audit need room themselves.
///
/// Owned by whoever holds the lock of {@link Partitions}.
final class Ballast {

    static final String FILE = "ballast";

    /// Enough for the certificates and rows of more indexes than there are.
    static final int BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);

    private final Path directory;
    private final Path file;

    Ballast(Path directory) {
        this.directory = directory;
        this.file = directory.resolve(FILE);
    }

    /// Makes it where it is missing and there is room.
    void keep() {
        try {
            if (Files.exists(file) && Files.size(file) == BYTES) {
                return;
            }
            try (var channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                var zeros = ByteBuffer.allocate(BYTES);
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
                channel.force(true);
            }
        } catch (IOException e) {
            LOG.debug("no ballast: {}", e.toString());
            release(); // half of it helps nobody
        }
    }

    /// Makes room where there is less than it takes itself.
    void releaseIfFull() {
        if (directory.toFile().getUsableSpace() < BYTES) {
            release();
        }
    }

    private void release() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("the ballast does not go: {}", e.toString());
        }
    }
}
