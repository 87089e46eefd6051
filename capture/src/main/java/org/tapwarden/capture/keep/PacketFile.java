package org.tapwarden.capture.keep;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A capture file under the pen: pcapng with one section, times in nanoseconds
/// (draft-ietf-opsawg-pcapng), readable by its owner only.
///
/// Each frame's comment is `flow N`, the id of its flow in the flow records. An interface is
/// described before its first frame. Blocks are put together in memory and written in whole; what a
/// crash leaves behind is whole up to some block.
final class PacketFile implements AutoCloseable {

    static final int SECTION = 0x0a0d0d0a;
    static final int INTERFACE = 1;
    static final int PACKET = 6;

    /// For local use, as all types with the highest bit.
    static final int WITHDRAWN = 0x8000_7077;

    static final int BLOCK_HEADER = 8;
    static final int PACKET_HEADER = 20;
    static final int OPTION_COMMENT = 1;
    static final String FLOW = "flow ";

    /// Kinds of interfaces in a file; frames of more are refused.
    static final int MOST_INTERFACES = 256;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final short MAJOR = 1;
    private static final short OPTION_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;
    private static final int TRAILER = 4;
    private static final int BUFFER = 1 << 18;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final WritableByteChannel channel;
    private final @Nullable FileChannel file;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final long[] interfaces = new long[MOST_INTERFACES];
    private int interfaceCount;
    private long size;
    private long written;
    private int lastLength;
    private int waiting;
    private boolean reachedDisk;

    /// Makes the file, which must not exist.
    PacketFile(Path file) throws IOException {
        this(
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OWNER_ONLY));
    }

    /// Writes to somewhere else than a file: each time that memory is full or {@link #flush} is
    /// called, blocks in whole.
    PacketFile(WritableByteChannel channel) {
        this.channel = channel;
        this.file = channel instanceof FileChannel itself ? itself : null;
        buffer.putInt(SECTION).putInt(BLOCK_HEADER + 16 + TRAILER);
        buffer.putInt(BYTE_ORDER_MAGIC).putShort(MAJOR).putShort((short) 0).putLong(-1);
        end(16);
    }

    /// Bytes so far, also those that still wait in memory.
    long size() {
        return size;
    }

    /// Where the last frame's block begins.
    long lastPlace() {
        return size - lastLength;
    }

    /// How long the last frame's block is.
    int lastLength() {
        return lastLength;
    }

    /// Overwrites a block with one that no reader looks into.
    ///
    /// @param at where in the file it begins
    /// @param length of the whole block
    void blank(long at, int length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(WITHDRAWN).putInt(length).putInt(length - TRAILER, length);
        block.clear();
        if (at >= written) {
            buffer.put((int) (at - written), block, 0, length);
            return;
        }
        FileChannel to = file();
        for (long place = at; block.hasRemaining(); ) {
            place += to.write(block, place);
        }
    }

    /// Frames that wait in memory.
    int waiting() {
        return waiting;
    }

    /// Whether the kernel took something. A full disk lets a file be made, and nothing be written.
    boolean hasReachedDisk() {
        return reachedDisk;
    }

    /// Appends a frame; false when it comes from too many kinds of interfaces.
    ///
    /// @param flow its flow's id, 0 for none
    boolean add(MemorySegment frame, int wire, long nanos, int link, int iface, long flow)
            throws IOException {
        int number = number(link, iface);
        if (number < 0) {
            return false;
        }
        int captured = (int) frame.byteSize();
        int padded = padded(captured);
        byte[] comment =
                flow == 0
                        ? new byte[0]
                        : (FLOW + Long.toUnsignedString(flow)).getBytes(StandardCharsets.US_ASCII);
        int options = comment.length == 0 ? 0 : 4 + padded(comment.length) + 4;
        int body = PACKET_HEADER + padded + options;
        begin(PACKET, body);
        buffer.putInt(number).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        buffer.putInt(captured).putInt(wire).put(frame.asByteBuffer());
        pad(padded - captured);
        if (comment.length > 0) {
            buffer.putShort((short) OPTION_COMMENT).putShort((short) comment.length).put(comment);
            pad(padded(comment.length) - comment.length);
            buffer.putInt(0);
        }
        end(body);
        lastLength = BLOCK_HEADER + body + TRAILER;
        waiting++;
        return true;
    }

    /// The same of a frame that was read from a file of ours.
    boolean add(Excerpt.Frame frame) throws IOException {
        return add(
                frame.bytes(),
                frame.wire(),
                frame.nanos(),
                frame.link(),
                frame.iface(),
                frame.flow());
    }

    private int number(int link, int iface) throws IOException {
        long kind = (long) link << 32 | Integer.toUnsignedLong(iface);
        for (int i = 0; i < interfaceCount; i++) {
            if (interfaces[i] == kind) {
                return i;
            }
        }
        if (interfaceCount == MOST_INTERFACES) {
            return -1;
        }
        begin(INTERFACE, 20);
        buffer.putShort((short) link).putShort((short) 0).putInt(0);
        buffer.putShort(OPTION_RESOLUTION).putShort((short) 1).putInt(NANOSECONDS).putInt(0);
        end(20);
        interfaces[interfaceCount] = kind;
        return interfaceCount++;
    }

    private void begin(int type, int body) throws IOException {
        if (buffer.remaining() < BLOCK_HEADER + body + TRAILER) {
            flush();
        }
        buffer.putInt(type).putInt(BLOCK_HEADER + body + TRAILER);
    }

    private void end(int body) {
        buffer.putInt(BLOCK_HEADER + body + TRAILER);
        size += BLOCK_HEADER + body + TRAILER;
    }

    private void pad(int count) {
        for (int i = 0; i < count; i++) {
            buffer.put((byte) 0);
        }
    }

    private static int padded(int length) {
        return (length + 3) & -4;
    }

    /// Hands what waits in memory to the kernel. It is not forced to the disk: these are frames of
    /// the last minutes, no ledger.
    void flush() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            written = size;
            waiting = 0;
            reachedDisk = true;
        } finally {
            buffer.clear();
        }
    }

    /// Hands it to the kernel and waits until it is on the disk.
    void force() throws IOException {
        flush();
        file().force(true);
    }

    private FileChannel file() {
        return Objects.requireNonNull(file, "nothing that was written to a stream can be changed");
    }

    /// Says that the frames of a flow are taken back, in a block that no other reader looks into.
    void addWithdrawal(long flow) throws IOException {
        begin(WITHDRAWN, Long.BYTES);
        buffer.putLong(flow);
        end(Long.BYTES);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
