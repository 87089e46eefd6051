package org.tapwarden.appliance.replay;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// Conversations of HTTP that go on long after it is known what they are, all at once: first each
/// is opened, asks and is answered and gets {@link #BEFORE} segments of data, then come the
/// segments that are measured, a flow after the other and again.
///
/// Reads the clock of the thread that reads it, where the measured ones begin and where they end.
final class AnsweredFlows implements FrameSource {

    static final int FLOWS = 2_000;

    /// More than an inspector looks at of any flow.
    static final int BEFORE = 64;

    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ETHERNET = 1;
    private static final int HEADERS = 14 + 20 + 20;
    private static final int SEQUENCE = 14 + 20 + 4;
    private static final int DATA = 100;
    private static final int STRIDE = 160;
    private static final byte[] ASK = ascii("GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n");
    private static final byte[] ANSWER =
            ascii("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
    private static final int SYN = 2;
    private static final int SYN_ACK = 18;
    private static final int PUSH_ACK = 24;
    private static final long APART_NANOS = 1_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final MemorySegment memory = Arena.ofAuto().allocate(2L * FLOWS * STRIDE);
    private final int measuredRounds;
    private int round;
    private int flow;
    private long nanos = Copies.START_NANOS;
    private long beganNanos;
    private long endedNanos;

    /// @param measured segments, of all flows together
    AnsweredFlows(long measured) {
        this.measuredRounds = Math.toIntExact(measured / FLOWS);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    long measured() {
        return (long) measuredRounds * FLOWS;
    }

    /// What the reading thread took for the measured segments, our own work included.
    long cpuNanos() {
        return endedNanos - beganNanos;
    }

    @Override
    public Read read(Block block, long waitNanos) {
        if (round == BEFORE && flow == 0) {
            beganNanos = threads.getCurrentThreadCpuTime();
        }
        block.begin(memory, Window.STATIC);
        while (!block.isFull() && round < BEFORE + measuredRounds) {
            add(block);
            nanos += APART_NANOS;
            if (++flow == FLOWS) {
                flow = 0;
                if (++round == BEFORE) {
                    break; // so that the clock is read between two blocks
                }
            }
        }
        if (block.count() > 0) {
            return Read.FRAMES;
        }
        endedNanos = threads.getCurrentThreadCpuTime();
        return Read.END;
    }

    private void add(Block block) {
        boolean forth = round % 2 == 0;
        long at = (2L * flow + (forth ? 0 : 1)) * STRIDE;
        int length = HEADERS + DATA;
        switch (round) {
            case 0 -> length = write(at, forth, SYN, 99, new byte[0]);
            case 1 -> length = write(at, forth, SYN_ACK, 499, new byte[0]);
            case 2 -> length = write(at, forth, PUSH_ACK, 100, ASK);
            case 3 -> length = write(at, forth, PUSH_ACK, 500, ANSWER);
            case 4 -> write(at, forth, PUSH_ACK, 100 + ASK.length, new byte[DATA]);
            case 5 -> write(at, forth, PUSH_ACK, 500 + ANSWER.length, new byte[DATA]);
            default -> memory.set(U32, at + SEQUENCE, memory.get(U32, at + SEQUENCE) + DATA);
        }
        block.add(at, length, length, nanos, ETHERNET, Block.NO_VLAN, 0);
    }

    private int write(long at, boolean forth, int flags, int sequence, byte[] payload) {
        int client = 0x0a080000 + flow;
        int server = 0xc6336407;
        ByteBuffer frame = ByteBuffer.allocate(HEADERS + payload.length);
        frame.putShort((short) 0x0200).putInt(forth ? 2 : 1);
        frame.putShort((short) 0x0200).putInt(forth ? 1 : 2).putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (40 + payload.length)).putInt(0);
        frame.put((byte) 64).put((byte) 6).putShort((short) 0);
        frame.putInt(forth ? client : server).putInt(forth ? server : client);
        frame.putShort((short) (forth ? 4000 : 80)).putShort((short) (forth ? 80 : 4000));
        frame.putInt(sequence).putInt(1).put((byte) 0x50).put((byte) flags);
        frame.putShort((short) 1024).putInt(0).put(payload);
        MemorySegment.copy(
                frame.array(), 0, memory, ValueLayout.JAVA_BYTE, at, frame.array().length);
        return frame.array().length;
    }

    @Override
    public Losses losses() {
        return Losses.NONE;
    }

    @Override
    public void close() {}
}
