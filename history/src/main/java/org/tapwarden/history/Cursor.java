package org.tapwarden.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far a spool has been read: all before the offset is in committed indexes.
///
/// Each index says with its own commit how far *it* has come. So after a crash the reading begins
/// at this file's offset, and an index skips what it already has: nothing is lost and nothing is
/// there twice, without a key to look up for each flow.
///
/// @param spool the spool's id; offsets of another spool mean other records
record Cursor(long spool, long offset) {

    static final String FILE = "cursor";

    private static final String SPOOL = "spool";
    private static final String OFFSET = "offset";
    private static final Pattern TEXT =
            Pattern.compile("spool=([0-9a-f]{1,16}) offset=(\\d{1,18})\n");

    /// What an index's commit carries.
    Map<String, String> asCommit() {
        return Map.of(SPOOL, Long.toHexString(spool), OFFSET, Long.toString(offset));
    }

    /// How far an index that says so has come.
    static Cursor of(Map<String, String> commit) {
        return new Cursor(
                Long.parseUnsignedLong(commit.getOrDefault(SPOOL, "0"), 16),
                Long.parseLong(commit.getOrDefault(OFFSET, "0")));
    }

    /// How far an index has come in a spool; 0 when it knows nothing of this spool.
    static long committed(Map<String, String> commit, long spool) {
        return Long.toHexString(spool).equals(commit.get(SPOOL))
                ? Long.parseLong(commit.getOrDefault(OFFSET, "0"))
                : 0;
    }

    /// Whether what ends at an offset of a spool had come in by this.
    boolean covers(Cursor end) {
        return spool == end.spool() && end.offset() <= offset;
    }

    /// Where to begin; at the spool's first record when the file is missing, damaged or of another
    /// spool.
    static Cursor read(Path directory, long spool) throws IOException {
        String text;
        try {
            text = Files.readString(directory.resolve(FILE), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException none) {
            return new Cursor(spool, 0);
        }
        Matcher matcher = TEXT.matcher(text);
        boolean ours = matcher.matches() && Long.parseUnsignedLong(matcher.group(1), 16) == spool;
        return new Cursor(spool, ours ? Long.parseLong(matcher.group(2)) : 0);
    }

    /// When it was written last, where it was.
    static Optional<Instant> written(Path directory) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(directory.resolve(FILE)).toInstant());
        } catch (NoSuchFileException never) {
            return Optional.empty();
        }
    }

    /// Whole or not at all, also when the power fails.
    void write(Path directory) throws IOException {
        Path next = directory.resolve(FILE + ".next");
        String text = "spool=" + Long.toHexString(spool) + " offset=" + offset + "\n";
        try (var channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) < 0) {
                    throw new IOException("cannot write " + next);
                }
            }
            channel.force(true);
        }
        Files.move(
                next,
                directory.resolve(FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        force(directory);
    }

    /// Without this a power failure may lose a name though the bytes are safe.
    static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
