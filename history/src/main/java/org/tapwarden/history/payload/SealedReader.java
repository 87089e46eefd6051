package org.tapwarden.history.payload;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/// Reads a file of sealed chunks, up to its end or to where it stops being as it was written.
final class SealedReader implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final @Nullable SealedFile sealed;
    private long chunks;
    private boolean ended;
    private boolean damaged;

    private SealedReader(InputStream in, @Nullable SealedFile sealed, boolean damaged) {
        this.in = in;
        this.sealed = sealed;
        this.damaged = damaged;
    }

    static SealedReader open(Path file, long order, int part, byte[] orderKey) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            byte[] header = in.readNBytes(SealedFile.HEADER);
            boolean whole = header.length == SealedFile.HEADER;
            boolean ours = whole && SealedFile.isOf(header, order, part);
            // One that a kill cut short in its header holds nothing yet.
            return new SealedReader(
                    in, ours ? new SealedFile(header, orderKey) : null, whole && !ours);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// The next chunk; null where there is none, see {@link #hasEnded} and {@link #isDamaged}.
    byte @Nullable [] next() throws IOException {
        SealedFile file = sealed;
        if (file == null || ended || damaged) {
            return null;
        }
        byte[] word = in.readNBytes(SealedFile.LENGTH);
        if (word.length < SealedFile.LENGTH) {
            return null;
        }
        int length = ByteBuffer.wrap(word).getInt();
        boolean last = (length & SealedFile.LAST) != 0;
        length &= ~SealedFile.LAST;
        if (length < SealedFile.TAG || length > SealedFile.LONGEST_CHUNK) {
            damaged = true;
            return null;
        }
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length) {
            return null;
        }
        try {
            byte[] plain = file.open(chunks, last, word, chunk);
            chunks++;
            ended = last;
            damaged = last && in.read() >= 0; // something was put behind the end
            return last ? null : plain;
        } catch (GeneralSecurityException e) {
            damaged = true;
            return null;
        }
    }

    /// Chunks that were as they had been written.
    long chunks() {
        return chunks;
    }

    /// Whether the end was read, so nothing is missing.
    boolean hasEnded() {
        return ended;
    }

    /// Whether something is not as it was written.
    boolean isDamaged() {
        return damaged;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
