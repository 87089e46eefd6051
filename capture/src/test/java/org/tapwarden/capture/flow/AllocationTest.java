package org.tapwarden.capture.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.keep.FrameCopies;
import org.tapwarden.capture.keep.KeepLimits;
import org.tapwarden.capture.keep.PacketKeeper;

/// What a live thread does for each frame makes no objects: a collector that has nothing to collect
/// never stops a capture.
class AllocationTest {

    private static final int FRAMES = 20_000;
    private static final int FLOWS = 200;

    /// The compiler takes as long until nothing is interpreted any more.
    private static final int PASSES_BEFORE = 60;

    private static final int PASSES = 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Block block = new Block();

    @TempDir private Path directory;

    /// The ring of kept packets fills up: what is copied and what is skipped costs no memory.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decoding_and_counting_frames_of_known_flows_allocates_nothing(boolean keeping)
            throws IOException {
        Frames frames = conversations();
        Pipeline pipeline = Pipeline.of(FlowLimits.DEFAULTS, (_, _) -> new SilentInspector());
        FrameCopies copies = null;
        if (keeping) {
            var limits = new KeepLimits(KeepLimits.FEWEST_BYTES, Duration.ofMinutes(1));
            copies = new PacketKeeper(directory, limits, () -> Frames.START).ring();
        }
        var owner = new ShardOwner(pipeline, 0, 1, () -> Frames.START, 0, 1, copies, null);
        for (int pass = 0; pass < PASSES_BEFORE; pass++) {
            long _ = allocatedBy(owner, frames.source());
        }
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < PASSES; pass++) {
            least = Math.min(least, allocatedBy(owner, frames.source()));
        }
        assertThat(least).as("bytes allocated for %s frames", FRAMES).isZero();
        owner.finish();
        assertThat(owner.engine.counters().frames())
                .isEqualTo((long) FRAMES * (PASSES_BEFORE + PASSES));
        assertThat(owner.engine.counters().flowsBegun()).isEqualTo(FLOWS);
    }

    /// TCP and UDP, both versions of IP, with and without a tag, all in one second.
    private static Frames conversations() {
        var frames = new Frames();
        for (int i = 0; i < FRAMES; i++) {
            int flow = i % FLOWS;
            String from = flow % 2 == 0 ? "10.0.0.7" : "2001:db8::7";
            String to = flow % 2 == 0 ? "10.0.1.9" : "2001:db8::9";
            int port = 20_000 + flow;
            String text = "payload " + i;
            byte[] frame =
                    flow % 4 < 2
                            ? Frames.tcp(from, port, to, 443, Frames.ACK, i, text)
                            : Frames.udp(from, port, to, 443, text);
            frames.add(Frames.START + i, flow % 3 == 0 ? Frames.tagged(12, frame) : frame);
        }
        return frames;
    }

    private long allocatedBy(ShardOwner owner, FrameSource source) throws IOException {
        long before = threads.getCurrentThreadAllocatedBytes();
        while (source.read(block, 0) == FrameSource.Read.FRAMES) {
            owner.begin(block);
            for (int i = 0; i < block.count(); i++) {
                owner.decode(block, i);
            }
            owner.accept();
            owner.complete();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
