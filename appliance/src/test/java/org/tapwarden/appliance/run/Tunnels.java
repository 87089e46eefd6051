package org.tapwarden.appliance.run;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

/// A second interface on which every frame is a tunnel's, which has to be handed to the thread that
/// puts together what the kernel's hash takes apart.
final class Tunnels implements FrameSource {

    private static final int ETHERNET = 1;

    /// IPv4 in GRE in IPv4, with room behind it.
    private static final byte[] FRAME =
            HexFormat.of()
                    .parseHex(
                            "00000c000001 00217000fffe 0800".replace(" ", "")
                                    + "45000400000040004 02f0000 0a1400fe cb007105".replace(" ", "")
                                    + "00000800"
                                    + "450003e80000400040060000 0a630001 0a630002".replace(" ", "")
                                    + "c0000050 00000001 00000000 50020000 00000000"
                                            .replace(" ", "")
                                    + "00".repeat(964));

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME.length);
    private final LongSupplier nanos;
    private final long most;
    private volatile long sent;

    /// @param nanos the network's clock
    /// @param most frames that are sent
    Tunnels(LongSupplier nanos, long most) {
        this.nanos = nanos;
        this.most = most;
        MemorySegment.copy(FRAME, 0, memory, ValueLayout.JAVA_BYTE, 0, FRAME.length);
    }

    long sent() {
        return sent;
    }

    @Override
    public Read read(Block block, long waitNanos) {
        long before = sent;
        if (before == most) {
            LockSupport.parkNanos(Math.min(waitNanos, 1_000_000L));
            return Read.IDLE;
        }
        block.begin(memory, Window.STATIC);
        while (!block.isFull() && before + block.count() < most) {
            long now = nanos.getAsLong();
            block.add(0, FRAME.length, FRAME.length, now, ETHERNET, Block.NO_VLAN, 1);
        }
        sent = before + block.count();
        return Read.FRAMES;
    }

    @Override
    public Losses losses() {
        return Losses.NONE;
    }

    @Override
    public void close() {}
}
