package org.tapwarden.history;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// The disk that a history lies on, in bytes, as of now.
///
/// @param free for a program that is not root
record Disk(long free, long total) {

    /// Looks anew each time.
    interface Gauge {
        Disk read() throws IOException;
    }

    static Gauge of(Path directory) {
        return () -> {
            FileStore store = Files.getFileStore(directory);
            return new Disk(store.getUsableSpace(), store.getTotalSpace());
        };
    }
}
