package org.tapwarden.capture.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Says that a directory has one owner, in this process or any other on this machine. The kernel
/// lets go of it when the owner dies, however it dies.
public final class DirectoryLock implements AutoCloseable {

    private static final String FILE = "owner.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the directory, and makes it when it is missing.
    ///
    /// @throws IOException when somebody else holds it; the message names the directory
    public static DirectoryLock take(Path directory) throws IOException {
        Files.createDirectories(directory);
        var channel =
                FileChannel.open(
                        directory.resolve(FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException(
                    directory
                            + " is in use by another Tapwarden process; ask it, or stop it first");
        }
        return new DirectoryLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
