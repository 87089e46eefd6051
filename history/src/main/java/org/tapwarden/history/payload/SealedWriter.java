package org.tapwarden.history.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/// Writes a file of sealed chunks, one for each {@link #write}. After an error nothing more may be
/// written to it: a chunk written a second time would have the nonce of the first.
final class SealedWriter implements WritableByteChannel {

    private final FileChannel channel;
    private final SealedFile sealed;
    private long chunks;
    private long size;

    /// Makes the file, which must not exist, readable by its owner only.
    SealedWriter(Path file, long order, int part, byte[] orderKey) throws IOException {
        byte[] salt = new byte[SealedFile.SALT];
        new SecureRandom().nextBytes(salt);
        byte[] header = SealedFile.header(order, part, salt);
        sealed = new SealedFile(header, orderKey);
        channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            out(header);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Chunks that were written, the last one included.
    long chunks() {
        return chunks;
    }

    /// Bytes of the file.
    long size() {
        return size;
    }

    @Override
    public int write(ByteBuffer plain) throws IOException {
        int length = plain.remaining();
        if (length > 0) {
            byte[] bytes = new byte[length];
            plain.get(bytes);
            chunk(bytes, false);
        }
        return length;
    }

    /// Writes the end and waits until all is on the disk.
    void finish() throws IOException {
        chunk(new byte[0], true);
        channel.force(true);
    }

    private void chunk(byte[] plain, boolean last) throws IOException {
        out(sealed.seal(chunks, last, plain));
        chunks++;
    }

    private void out(byte[] bytes) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
            channel.write(rest);
        }
        size += bytes.length;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
