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
    private static final int FRACTION = 4;
    private static final int CAPTURED = 8;
    private static final int ORIGINAL = 12;

    private static final int MICROS = 0xa1b2c3d4;
    private static final int MICROS_SWAPPED = 0xd4c3b2a1;
    private static final int NANOS = 0xa1b23c4d;
    private static final int NANOS_SWAPPED = 0x4d3cb2a1;

    private final ValueLayout.OfInt i32;
    private final int nanosPerFraction;
    private final int linkType;

    Pcap(Path path, WindowedFile file, ByteOrder order, boolean nanos, int linkType) {
        super(path, file, FILE_HEADER);
        this.i32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        this.nanosPerFraction = nanos ? 1 : 1_000;
        this.linkType = linkType;
    }

    /// The byte order that this magic number, read big endian, stands for; null for no pcap.
    static @Nullable ByteOrder orderOf(int magic) {
        return switch (magic) {
            case MICROS, NANOS -> ByteOrder.BIG_ENDIAN;
            case MICROS_SWAPPED, NANOS_SWAPPED -> ByteOrder.LITTLE_ENDIAN;
            default -> null;
        };
    }

    static Pcap of(Path path, WindowedFile file, int magic, ByteOrder order) throws IOException {
        boolean nanos = magic == NANOS || magic == NANOS_SWAPPED;
        MemorySegment head = file.holding(0, FILE_HEADER).segment();
        ValueLayout.OfInt i32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        // The upper bits tell the length of a frame check sequence.
        int link = head.get(i32, LINK_TYPE) & LINK_TYPE_MASK;
        return new Pcap(path, file, order, nanos, link);
    }

    @Override
    long record(Block block, long position) throws IOException {
        if (!isInFile(position, RECORD_HEADER)) {
            return CUT;
        }
        WindowedFile.FileWindow head = window(block, position, RECORD_HEADER);
        if (head == null) {
            return LATER;
        }
        int captured = head.segment().get(i32, head.at(position) + CAPTURED);
        if (captured < 0
                || captured > MAX_RECORD
                || !isInFile(position, RECORD_HEADER + (long) captured)) {
            return CUT;
        }
        WindowedFile.FileWindow whole = window(block, position, RECORD_HEADER + captured);
        if (whole == null) {
            return LATER;
        }
        MemorySegment bytes = whole.segment();
        long at = whole.at(position);
        long seconds = Integer.toUnsignedLong(bytes.get(i32, at + SECONDS));
        long fraction = Integer.toUnsignedLong(bytes.get(i32, at + FRACTION));
        int original = bytes.get(i32, at + ORIGINAL);
        block.add(
                at + RECORD_HEADER,
                captured,
                Math.max(original, captured),
                seconds * 1_000_000_000L + fraction * nanosPerFraction,
                linkType,
                Block.NO_VLAN,
                0);
        return position + RECORD_HEADER + captured;
    }
}
