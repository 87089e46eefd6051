package org.tapwarden.classifier.list;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 over a file, kept as its last bytes.
final class Checksum {

    static final int LENGTH = 32;

    private static final int BUFFER = 1 << 20;

    private Checksum() {}

    /// Puts it behind a file and waits until all of it is on the disk.
    static void append(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            ByteBuffer sum = ByteBuffer.wrap(of(channel, size));
            while (sum.hasRemaining()) {
                channel.write(sum, size + sum.position());
            }
            channel.force(true);
        }
    }

    static boolean fits(FileChannel channel) throws IOException {
        long size = channel.size() - LENGTH;
        if (size < 0) {
            return false;
        }
        ByteBuffer kept = ByteBuffer.allocate(LENGTH);
        while (kept.hasRemaining()) {
            if (channel.read(kept, size + kept.position()) < 0) {
                return false;
            }
        }
        return MessageDigest.isEqual(kept.array(), of(channel, size));
    }

    private static byte[] of(FileChannel channel, long size) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        for (long at = 0; at < size; ) {
            buffer.clear().limit((int) Math.min(BUFFER, size - at));
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            digest.update(buffer.flip());
            at += read;
        }
        return digest.digest();
    }
}
