package org.tapwarden.capture.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// A capture file, read frame by frame where it lies in the file's window.
public abstract sealed class CaptureFile implements FrameSource permits Pcap, Pcapng {

    /// Bytes read at one time. A quarter megabyte stays in the second-level cache.
    public static final int WINDOW_BYTES = 256 << 10;

    /// Longest record that is believed; libpcap refuses longer ones, too.
    static final int MAX_RECORD = 1 << 20;

    private static final int PCAPNG_SECTION = 0x0a0d0d0a;
    private static final int GZIP = 0x1f8b;
    private static final int ZSTD = 0x28b52ffd;
    private static final int SNOOP = 0x736e6f6f;
    private static final int ZIP = 0x504b0304;

    private final Path path;
    private final WindowedFile file;
    private long position;
    private long cutRecords;
    private volatile long bytesRead;

    CaptureFile(Path path, WindowedFile file, long position) {
        this.path = path;
        this.file = file;
        this.position = position;
    }

    /// Opens a pcap or pcapng file. An empty file is an empty capture.
    ///
    /// @throws IOException when there is no such file or it is no capture; the message is one line
    ///   that names it
    public static CaptureFile open(Path path) throws IOException {
        return open(path, List.of());
    }

    /// The same where some interfaces are known by name.
    ///
    /// @param interfaces a frame of one of them carries its place in this list, whichever the file;
    ///   frames of others, and of captures that name none, carry numbers behind it
    public static CaptureFile open(Path path, List<String> interfaces) throws IOException {
        return open(path, interfaces, WINDOW_BYTES);
    }

    static CaptureFile open(Path path, int windowBytes) throws IOException {
        return open(path, List.of(), windowBytes);
    }

    private static CaptureFile open(Path path, List<String> interfaces, int windowBytes)
            throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException(path + " is a directory, not a capture");
        }
        if (!Files.exists(path)) {
            throw new IOException("no such file: " + path);
        }
        if (!Files.isReadable(path)) {
            throw new IOException("cannot read " + path + ": permission denied");
        }
        var file = new WindowedFile(path, windowBytes);
        try {
            return recognise(path, interfaces, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static CaptureFile recognise(Path path, List<String> interfaces, WindowedFile file)
            throws IOException {
        if (file.size() == 0) {
            return new Pcap(path, file, ByteOrder.BIG_ENDIAN, true, 1, interfaces.size());
        }
        if (file.size() < 4) {
            throw new IOException(path + " is no capture: it has only " + file.size() + " bytes");
        }
        MemorySegment head = file.holding(0, 4).segment();
        int magic = head.get(I32, 0);
        if (magic == PCAPNG_SECTION) {
            return new Pcapng(path, file, interfaces);
        }
        ByteOrder order = Pcap.orderOf(magic);
        if (order == null) {
            throw new IOException(path + " is no capture: " + looksLike(magic));
        }
        if (file.size() < Pcap.FILE_HEADER) {
            throw new IOException(path + " is no capture: it ends inside its file header");
        }
        return Pcap.of(path, file, magic, order, interfaces.size());
    }

    private static final ValueLayout.OfInt I32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static String looksLike(int magic) {
        if (magic >>> 16 == GZIP) {
            return "it is compressed with gzip; unpack it first (gunzip)";
        }
        return switch (magic) {
            case ZSTD -> "it is compressed with zstd; unpack it first (unzstd)";
            case ZIP -> "it is a zip archive; unpack it first";
            case SNOOP -> "it is a snoop file; convert it to pcap first";
            default -> "it starts with neither pcap's nor pcapng's magic number";
        };
    }

    /// Reads one record at `position` into the block: answers the position after it, {@link #CUT}
    /// when the file ends inside it, {@link #LATER} when it lies in the next window.
    abstract long record(Block block, long position) throws IOException;

    static final long CUT = -1;
    static final long LATER = -2;

    @Override
    public final Read read(Block block, long waitNanos) throws IOException {
        block.begin(MemorySegment.NULL, Window.STATIC);
        while (!block.isFull() && position < file.size()) {
            long after = record(block, position);
            if (after == LATER) {
                break;
            }
            if (after == CUT) {
                cutRecords = 1;
                position = file.size();
                break;
            }
            position = after;
        }
        bytesRead = position;
        return block.count() == 0 ? Read.END : Read.FRAMES;
    }

    /// Reads these bytes, or answers null when they lie in the next window and the block has frames
    /// of the present one.
    final WindowedFile.@Nullable FileWindow window(Block block, long at, int length)
            throws IOException {
        // Reading the next window lets this one go, and the block's frames still lie in it.
        if (block.count() > 0 && !file.isPresent(at, length)) {
            return null;
        }
        WindowedFile.FileWindow window = file.holding(at, length);
        if (block.count() == 0) {
            block.begin(window.segment(), window);
        }
        return window;
    }

    final boolean isInFile(long at, long length) {
        return length >= 0 && at + length <= file.size();
    }

    /// Which of the interfaces that were known by name have been met so far.
    public Set<String> interfacesMet() {
        return Set.of();
    }

    /// For messages.
    public final Path path() {
        return path;
    }

    /// The file's size in bytes.
    public final long size() {
        return file.size();
    }

    /// Bytes read so far, for a progress bar. Safe from any thread.
    public final long bytesRead() {
        return bytesRead;
    }

    @Override
    public final Losses losses() {
        return new Losses(0, cutRecords);
    }

    @Override
    public final void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }
}
