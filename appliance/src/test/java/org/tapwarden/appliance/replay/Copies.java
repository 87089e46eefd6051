package org.tapwarden.appliance.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// One frame again and again, each time opening a flow: on an interface of its own, or with an
/// address of its own.
final class Copies implements FrameSource {

    /// When the first copy comes; what the frame's own clock said may be a lie.
    static final long START_NANOS = 1_700_000_000_000_000_000L;

    private static final long SECOND = 1_000_000_000L;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LONGEST_RECORD = 1 << 20;

    private final DamagedFrame frame;
    private final int copies;
    private final long apartNanos;
    private final @Nullable AddressPlace place;
    private final MemorySegment memory;
    private final int stride;
    private int sent;

    /// @param apartNanos event time between two copies
    /// @param place where each copy's own address goes; null gives each an interface of its own
    Copies(DamagedFrame frame, int copies, long apartNanos, @Nullable AddressPlace place) {
        this.frame = frame;
        this.copies = copies;
        this.apartNanos = apartNanos;
        this.place = place;
        this.stride = place == null ? 0 : frame.bytes().length;
        this.memory =
                Arena.ofAuto()
                        .allocate((long) (Block.CAPACITY - 1) * stride + frame.bytes().length);
        for (int i = 0; i < Block.CAPACITY; i++) {
            MemorySegment.copy(
                    frame.bytes(),
                    0,
                    memory,
                    ValueLayout.JAVA_BYTE,
                    (long) i * stride,
                    frame.bytes().length);
        }
    }

    @Override
    public Read read(Block block, long waitNanos) {
        block.begin(memory, Window.STATIC);
        while (sent < copies && !block.isFull()) {
            long at = (long) block.count() * stride;
            if (place != null) {
                place.number(memory, at, frame.bytes(), sent);
            }
            block.add(
                    at,
                    frame.captured(),
                    frame.wire(),
                    START_NANOS + sent * apartNanos,
                    frame.link(),
                    Block.NO_VLAN,
                    place == null ? sent + 1 : 0);
            sent++;
        }
        return block.count() == 0 ? Read.END : Read.FRAMES;
    }

    /// Writes the same copies as a capture file: a classic one of nanoseconds.
    void write(Path path) throws IOException {
        ByteBuffer record =
                ByteBuffer.allocate(FILE_HEADER + RECORD_HEADER + frame.captured())
                        .order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            record.putInt(0xa1b23c4d).putInt(0x0004_0002).putLong(0);
            record.putInt(LONGEST_RECORD).putInt(frame.link());
            out.write(record.array(), 0, FILE_HEADER);
            var block = new Block();
            while (read(block, 0) == Read.FRAMES) {
                for (int i = 0; i < block.count(); i++) {
                    long nanos = block.timestampNanos(i);
                    record.clear();
                    record.putInt((int) (nanos / SECOND)).putInt((int) (nanos % SECOND));
                    record.putInt(frame.captured()).putInt(frame.wire());
                    record.put(
                            block.segment()
                                    .asSlice(block.offset(i), frame.captured())
                                    .asByteBuffer());
                    out.write(record.array(), 0, record.position());
                }
            }
        }
    }

    @Override
    public Losses losses() {
        return Losses.NONE;
    }

    @Override
    public void close() {}
}
