package org.tapwarden.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The bytes of a segment file: magic, spool id, first offset; then records of length, checksum,
/// body.
///
/// The checksum covers the spool's random id and the record's own offset too. So bytes that merely
/// look like a record, because somebody on the network sent a name that contains one, are not taken
/// for one when a reader looks for the next good record behind damage.
final class SegmentFormat {

    static final int HEADER = 24;
    static final int PREFIX = 8;
    static final int MAX_RECORD = 1 << 16;

    private static final long MAGIC = 0x5457_5350_4f4f_4c31L; // "TWSPOOL1"
    private static final String SUFFIX = ".spool";

    /// Of files that were set aside.
    static final String DAMAGED = ".damaged";

    private SegmentFormat() {}

    /// One segment file.
    ///
    /// @param start offset of its first record
    record Segment(Path file, long start) {

        long position(long offset) {
            return HEADER + offset - start;
        }

        long offset(long position) {
            return start + position - HEADER;
        }
    }

    static Path file(Path directory, long start) {
        return directory.resolve(String.format(Locale.ROOT, "%020d%s", start, SUFFIX));
    }

    /// In the order of their offsets. Names that are not ours are left alone.
    static List<Segment> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> name(f).matches("\\d{20}\\.spool"))
                    .sorted()
                    .map(f -> new Segment(f, Long.parseLong(name(f).substring(0, 20))))
                    .toList();
        }
    }

    static List<Path> damaged(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> name(f).matches("\\d{1,20}\\" + DAMAGED)).toList();
        }
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    static ByteBuffer header(long id, long start) {
        return ByteBuffer.allocate(HEADER).putLong(MAGIC).putLong(id).putLong(start).flip();
    }

    /// The spool's id, or null when this is no whole header of that segment.
    static @Nullable Long idOf(FileChannel channel, long start) throws IOException {
        var header = ByteBuffer.allocate(HEADER);
        while (header.hasRemaining() && channel.read(header, header.position()) > 0) {
            // reads on until the header is whole or the file ends
        }
        header.flip();
        if (header.remaining() < HEADER || header.getLong() != MAGIC) {
            return null;
        }
        long id = header.getLong();
        return header.getLong() == start ? id : null;
    }

    static int checksum(long id, long offset, ByteBuffer body) {
        var crc = new CRC32C();
        crc.update(
                ByteBuffer.allocate(20)
                        .putLong(id)
                        .putLong(offset)
                        .putInt(body.remaining())
                        .flip());
        crc.update(body);
        return (int) crc.getValue();
    }
}
