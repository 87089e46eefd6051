package org.tapwarden.capture.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;

/// The classic format of libpcap, in both byte orders, with micro- or nanoseconds
/// (draft-ietf-opsawg-pcap).
final class Pcap extends CaptureFile {

    static final int FILE_HEADER = 24;

    private static final int RECORD_HEADER = 16;
    private static final int LINK_TYPE = 20;
    private static final int LINK_TYPE_MASK = 0x0fff_ffff;
    private static final int SECONDS = 0;
    private static final int CAPTURED = 8;

    private static final int MICROS = 0xa1b2c3d4;
    private static final int MICROS_SWAPPED = 0xd4c3b2a1;
    private static final int NANOS = 0xa1b23c4d;
    private static final int NANOS_SWAPPED = 0x4d3cb2a1;

    // A constant of the class: the JIT folds the access only then. The other order is turned round.
    private static final ValueLayout.OfLong I64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final boolean swapped;
    private final int nanosPerFraction;
    private final int linkType;
    private final int iface;

    /// @param iface that all its frames carry: the format does not name it
    Pcap(Path path, WindowedFile file, ByteOrder order, boolean nanos, int linkType, int iface) {
        super(path, file, FILE_HEADER);
        this.swapped = order == ByteOrder.BIG_ENDIAN;
        this.nanosPerFraction = nanos ? 1 : 1_000;
        this.linkType = linkType;
        this.iface = iface;
    }

    /// The byte order that this magic number, read big endian, stands for; null for no pcap.
    static @Nullable ByteOrder orderOf(int magic) {
        return switch (magic) {
            case MICROS, NANOS -> ByteOrder.BIG_ENDIAN;
            case MICROS_SWAPPED, NANOS_SWAPPED -> ByteOrder.LITTLE_ENDIAN;
            default -> null;
        };
    }

    static Pcap of(Path path, WindowedFile file, int magic, ByteOrder order, int iface)
            throws IOException {
        boolean nanos = magic == NANOS || magic == NANOS_SWAPPED;
        MemorySegment head = file.holding(0, FILE_HEADER).segment();
        ValueLayout.OfInt i32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        // The upper bits tell the length of a frame check sequence.
        int link = head.get(i32, LINK_TYPE) & LINK_TYPE_MASK;
        return new Pcap(path, file, order, nanos, link, iface);
    }

    @Override
    long record(Block block, long position) throws IOException {
        if (!isInFile(position, RECORD_HEADER)) {
            return CUT;
        }
        WindowedFile.FileWindow window = window(block, position, RECORD_HEADER);
        if (window == null) {
            return LATER;
        }
        long at = window.at(position);
        long times = inOrder(window.segment().get(I64, at + SECONDS));
        long lengths = inOrder(window.segment().get(I64, at + CAPTURED));
        int captured = (int) lengths;
        if (captured < 0
                || captured > MAX_RECORD
                || !isInFile(position, RECORD_HEADER + (long) captured)) {
            return CUT;
        }
        int length = RECORD_HEADER + captured;
        if (!window.holds(position, length)) {
            window = window(block, position, length);
            if (window == null) {
                return LATER;
            }
            at = window.at(position);
        }
        long seconds = times & 0xffff_ffffL;
        long fraction = times >>> 32;
        block.add(
                at + RECORD_HEADER,
                captured,
                Math.max((int) (lengths >>> 32), captured),
                seconds * 1_000_000_000L + fraction * nanosPerFraction,
                linkType,
                Block.NO_VLAN,
                iface);
        return position + length;
    }

    /// Two numbers of the file's byte order, read little endian: the first in the low half.
    private long inOrder(long read) {
        return swapped ? Long.rotateLeft(Long.reverseBytes(read), 32) : read;
    }
}
