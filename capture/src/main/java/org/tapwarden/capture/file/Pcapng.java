package org.tapwarden.capture.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tapwarden.capture.Block;

/// The block format of Wireshark: several sections, each in its own byte order, each with several
/// interfaces (draft-ietf-opsawg-pcapng). Blocks that carry no frame are passed over.
final class Pcapng extends CaptureFile {

    /// Interfaces of one section that are kept; frames of later ones are passed over.
    static final int MAX_INTERFACES = 65_536;

    private static final int SECTION = 0x0a0d0d0a;
    private static final int INTERFACE = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BLOCK_HEADER = 8;
    private static final int MIN_BLOCK = 12;
    private static final int TRAILER = 4;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

    private static final int OPTION_NAME = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int LONGEST_NAME = 256;
    private static final int MAX_DECIMALS = 18;
    private static final int MAX_BINARY = 62;
    private static final long BILLION = 1_000_000_000L;

    /// @param index the interface's place among those known by name, else behind them, over all
    ///   sections of the file
    /// @param unitsPerSecond of the timestamps; microseconds where nothing is said
    private record Interface(int index, int linkType, long unitsPerSecond, long offsetSeconds) {

        long nanos(long units) {
            long seconds = Long.divideUnsigned(units, unitsPerSecond) + offsetSeconds;
            long rest = Long.remainderUnsigned(units, unitsPerSecond);
            long fraction =
                    unitsPerSecond <= BILLION
                            ? rest * (BILLION / unitsPerSecond)
                                    + rest * (BILLION % unitsPerSecond) / unitsPerSecond
                            : (long) (rest * (BILLION / (double) unitsPerSecond));
            // Nanoseconds since 1970 end in the year 2262.
            long latest = Long.MAX_VALUE / BILLION - 1;
            return Math.max(-latest, Math.min(latest, seconds)) * BILLION + fraction;
        }
    }

    private final List<Interface> interfaces = new ArrayList<>();
    private final List<String> known;
    private final Set<String> met = new HashSet<>();
    private int interfacesBefore;
    private long lastNanos;
    // Constants of the class: the JIT folds the access only then. The other order is turned round.
    private static final ValueLayout.OfInt I32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort I16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private boolean bigEndian;

    /// @param known interfaces that are known by name
    Pcapng(Path path, WindowedFile file, List<String> known) {
        super(path, file, 0);
        this.known = List.copyOf(known);
    }

    private int u32(MemorySegment bytes, long at) {
        int read = bytes.get(I32, at);
        return bigEndian ? Integer.reverseBytes(read) : read;
    }

    private short u16(MemorySegment bytes, long at) {
        short read = bytes.get(I16, at);
        return bigEndian ? Short.reverseBytes(read) : read;
    }

    private long u64(MemorySegment bytes, long at) {
        long read = bytes.get(I64, at);
        return bigEndian ? Long.reverseBytes(read) : read;
    }

    @Override
    long record(Block block, long position) throws IOException {
        if (!isInFile(position, MIN_BLOCK)) {
            return CUT;
        }
        WindowedFile.FileWindow head = window(block, position, MIN_BLOCK);
        if (head == null) {
            return LATER;
        }
        long at = head.at(position);
        int type = u32(head.segment(), at);
        if (type == SECTION && !section(head.segment(), at)) {
            return CUT;
        }
        long total = Integer.toUnsignedLong(u32(head.segment(), at + 4));
        if (total < MIN_BLOCK || (total & 3) != 0 || !isInFile(position, total)) {
            return CUT;
        }
        boolean isRead =
                type == INTERFACE
                        || type == ENHANCED_PACKET
                        || type == SIMPLE_PACKET
                        || type == OBSOLETE_PACKET;
        if (!isRead) {
            return position + total;
        }
        if (total > MAX_RECORD) {
            return CUT;
        }
        WindowedFile.FileWindow whole = window(block, position, (int) total);
        if (whole == null) {
            return LATER;
        }
        long body = whole.at(position) + BLOCK_HEADER;
        long end = whole.at(position) + total - TRAILER;
        MemorySegment bytes = whole.segment();
        switch (type) {
            case INTERFACE -> addInterface(bytes, body, end);
            case ENHANCED_PACKET -> enhanced(block, bytes, body, end);
            case SIMPLE_PACKET -> simple(block, bytes, body, end);
            default -> obsolete(block, bytes, body, end);
        }
        return position + total;
    }

    /// Starts a section; false when its byte order cannot be told.
    private boolean section(MemorySegment bytes, long at) {
        int magic = bytes.get(I32, at + BLOCK_HEADER);
        if (magic != BYTE_ORDER_MAGIC && magic != Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
            return false;
        }
        bigEndian = magic != BYTE_ORDER_MAGIC;
        interfacesBefore += interfaces.size();
        interfaces.clear();
        return true;
    }

    private void addInterface(MemorySegment bytes, long body, long end) {
        if (end - body < 8 || interfaces.size() == MAX_INTERFACES) {
            return;
        }
        int link = Short.toUnsignedInt(u16(bytes, body));
        long units = 1_000_000;
        long offset = 0;
        int named = -1;
        long option = body + 8;
        while (end - option >= 4) {
            int code = Short.toUnsignedInt(u16(bytes, option));
            int length = Short.toUnsignedInt(u16(bytes, option + 2));
            long value = option + 4;
            if (code == 0 || end - value < length) {
                break;
            }
            if (code == OPTION_NAME && length <= LONGEST_NAME) {
                named = known.indexOf(text(bytes, value, length));
            }
            if (code == OPTION_RESOLUTION && length >= 1) {
                units = resolution(bytes.get(ValueLayout.JAVA_BYTE, value));
            }
            if (code == OPTION_OFFSET && length >= 8) {
                offset = u64(bytes, value);
            }
            option = value + ((length + 3) & ~3);
        }
        int index = named >= 0 ? named : known.size() + interfacesBefore + interfaces.size();
        if (named >= 0) {
            met.add(known.get(named));
        }
        interfaces.add(new Interface(index, link, units, offset));
    }

    /// UTF-8, which some writers end with a zero.
    private static String text(MemorySegment bytes, long at, int length) {
        byte[] text = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8).replace("\0", "");
    }

    @Override
    public Set<String> interfacesMet() {
        return Set.copyOf(met);
    }

    /// A power of ten, or of two where the highest bit is set.
    private static long resolution(byte value) {
        int exponent = value & 0x7f;
        if (value < 0) {
            return 1L << Math.min(exponent, MAX_BINARY);
        }
        long units = 1;
        for (int i = 0; i < Math.min(exponent, MAX_DECIMALS); i++) {
            units *= 10;
        }
        return units;
    }

    private void enhanced(Block block, MemorySegment bytes, long body, long end) {
        if (end - body < 20) {
            return;
        }
        int number = u32(bytes, body);
        long high = Integer.toUnsignedLong(u32(bytes, body + 4));
        long low = Integer.toUnsignedLong(u32(bytes, body + 8));
        add(
                block,
                number,
                high << 32 | low,
                body + 20,
                end,
                u32(bytes, body + 12),
                u32(bytes, body + 16));
    }

    private void obsolete(Block block, MemorySegment bytes, long body, long end) {
        if (end - body < 20) {
            return;
        }
        int number = Short.toUnsignedInt(u16(bytes, body));
        long high = Integer.toUnsignedLong(u32(bytes, body + 4));
        long low = Integer.toUnsignedLong(u32(bytes, body + 8));
        add(
                block,
                number,
                high << 32 | low,
                body + 20,
                end,
                u32(bytes, body + 12),
                u32(bytes, body + 16));
    }

    /// Has no timestamp of its own: it takes the one before.
    private void simple(Block block, MemorySegment bytes, long body, long end) {
        if (end - body < 4 || interfaces.isEmpty()) {
            return;
        }
        int original = u32(bytes, body);
        long room = end - body - 4;
        int captured = (int) Math.min(room, original < 0 ? room : original);
        Interface first = interfaces.getFirst();
        block.add(
                body + 4,
                captured,
                Math.max(original, captured),
                lastNanos,
                first.linkType(),
                Block.NO_VLAN,
                first.index());
    }

    private void add(
            Block block, int number, long units, long data, long end, int captured, int original) {
        boolean known = number >= 0 && number < interfaces.size();
        if (!known || captured < 0 || captured > end - data) {
            return;
        }
        Interface from = interfaces.get(number);
        lastNanos = from.nanos(units);
        block.add(
                data,
                captured,
                Math.max(original, captured),
                lastNanos,
                from.linkType(),
                Block.NO_VLAN,
                from.index());
    }
}
