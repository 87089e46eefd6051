package org.tapwarden.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.tapwarden.capture.spool.SegmentFormat.Segment;

/// Writes a segment anew of which forcing failed. The kernel still has its bytes, as a rule, but
/// takes them for written: only in another file does it write them to the disk again.
final class Rescue {

    static final String SUFFIX = ".rescue";

    private static final int PIECE = 1 << 18;

    private Rescue() {}

    /// When this returns the copy is on the disk and has the segment's name; the name is durable
    /// once the directory is forced.
    ///
    /// @param file of the segment, as it was written; its path may show another by now
    /// @param end offset behind its last record
    /// @return how many bytes of records are lost, since they could not be read back whole
    /// @throws IOException when the copy cannot be written: nothing has changed then
    static long rewrite(Segment segment, SpoolFile file, long end, long id, SpoolFile.Opener opener)
            throws IOException {
        Path path = segment.file().resolveSibling(segment.file().getFileName() + SUFFIX);
        Files.deleteIfExists(path);
        long lost;
        try (SpoolFile copy = opener.open(path)) {
            copy.write(SegmentFormat.header(id, segment.start()), 0);
            copy(file, copy, segment.position(end));
            copy.force();
            lost = SpoolReader.lostOf(new Segment(path, segment.start()), id, end);
            Files.move(
                    path,
                    segment.file(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
        return lost;
    }

    private static void copy(SpoolFile from, SpoolFile to, long size) throws IOException {
        var piece = ByteBuffer.allocateDirect(PIECE);
        long at = SegmentFormat.HEADER;
        while (at < size) {
            piece.clear().limit((int) Math.min(PIECE, size - at));
            int read = read(from, piece, at);
            if (read <= 0) {
                return; // the rest is lost, and shows as a gap
            }
            to.write(piece.flip(), at);
            at += read;
        }
    }

    private static int read(SpoolFile from, ByteBuffer piece, long at) {
        try {
            return from.read(piece, at);
        } catch (IOException unreadable) {
            return -1;
        }
    }
}
