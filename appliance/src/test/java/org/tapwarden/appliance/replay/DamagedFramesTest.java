package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.file.CaptureFile;
import org.tapwarden.capture.flow.FrameDecoder;
import org.tapwarden.capture.flow.ReplayEngines;
import org.tapwarden.classifier.service.Services;

/// No frame, however it is cut or falsified, throws an exception in the decoder, the flow table, an
/// inspector or the labeller. A replay has no guard: what throws ends it, and this test.
///
/// `-Dtapwarden.whole=true`, as `./check soak` says, damages every frame of the labelled captures
/// in each way; without it, of those the first frames of each capture, and where each begins a flow
/// not every cut of its payload.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedFramesTest {

    private static final Path ROBUST = Path.of("../../shared/captures/packs/robust");
    private static final Path LABELLED = Path.of("../../shared/captures/labelled/pcap");

    private static final boolean WHOLE = Boolean.getBoolean("tapwarden.whole");
    private static final int FIRST_FRAMES = 6;
    private static final int FRAMES_OF_FLOWS = 24;

    /// Of the cuts behind the headers, in the short form, where each frame begins a flow: those are
    /// looked at by every dissector, which takes most of this test's time.
    private static final int EVERY = WHOLE ? 1 : 10;

    private static final int SPACES = 1 << 23;

    private final Services services = Services.load();
    private final ReplayEngines engines = NetworkPerInterface.engines();
    private final MemorySegment scratch =
            Arena.ofAuto().allocate((long) Block.CAPACITY * DamagedCapture.LONGEST);

    @ParameterizedTest
    @EnumSource(Damage.class)
    void nothing_throws_where_each_damaged_frame_begins_a_flow(Damage damage) throws IOException {
        assumeThat(ROBUST).as("test captures beside the project").isDirectory();
        play(DamagedCapture.captures(ROBUST), damage, true, Integer.MAX_VALUE, 1);
        play(
                DamagedCapture.captures(LABELLED),
                damage,
                true,
                WHOLE ? Integer.MAX_VALUE : FIRST_FRAMES,
                EVERY);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void nothing_throws_where_damaged_frames_go_on_with_a_flow(Damage damage) throws IOException {
        assumeThat(ROBUST).as("test captures beside the project").isDirectory();
        play(DamagedCapture.captures(ROBUST), damage, false, Integer.MAX_VALUE, 1);
        play(
                DamagedCapture.captures(LABELLED),
                damage,
                false,
                WHOLE ? Integer.MAX_VALUE : FRAMES_OF_FLOWS,
                1);
    }

    /// What guards this test: it sees what it says it sees.
    @Test
    void every_cut_of_a_frame_is_offered() throws IOException {
        Path file = Files.createTempFile("tapwarden-morning", ".pcap");
        try {
            Morning.write(file);
            long bytes = 0;
            var block = new Block();
            try (CaptureFile capture = CaptureFile.open(file)) {
                while (capture.read(block, 0) == FrameSource.Read.FRAMES) {
                    for (int i = 0; i < block.count(); i++) {
                        bytes += block.capturedLength(i);
                    }
                }
            }
            assertThat(damaged(file, Damage.CUT, true, Integer.MAX_VALUE, 1)).isEqualTo(bytes);
        } finally {
            Files.delete(file);
        }
    }

    /// The headers' 160 cuts of each of two frames, and every fifth of the 840 others.
    @Test
    void of_a_long_payload_every_fifth_cut_is_offered_and_of_headers_each() throws IOException {
        int length = 1_000;
        var bytes = ByteBuffer.allocate(24 + 2 * (16 + length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        bytes.putInt(16, 1 << 16).putInt(20, 1);
        for (int frame = 0; frame < 2; frame++) {
            int at = 24 + frame * (16 + length);
            bytes.putInt(at, 1).putInt(at + 8, length).putInt(at + 12, length);
        }
        Path file = Files.createTempFile("tapwarden-long", ".pcap");
        try {
            Files.write(file, bytes.array());
            assertThat(damaged(file, Damage.CUT, true, Integer.MAX_VALUE, 1)).isEqualTo(2_000);
            assertThat(damaged(file, Damage.CUT, true, Integer.MAX_VALUE, 5))
                    .isEqualTo(2 * (160 + 168));
        } finally {
            Files.delete(file);
        }
    }

    private void play(List<Path> captures, Damage damage, boolean apart, int frames, int every)
            throws IOException {
        long offered = 0;
        long began = System.nanoTime();
        for (Path capture : captures) {
            offered += damaged(capture, damage, apart, frames, every);
        }
        assertThat(offered).isPositive();
        System.out.printf(
                "damaged frames: %,d offered, of %d captures in %s, %s, %s, in %d s%n",
                offered,
                captures.size(),
                captures.getFirst().getParent().getFileName(),
                damage,
                apart ? "each its own flow" : "in their flows",
                (System.nanoTime() - began) / 1_000_000_000L);
    }

    /// Frames offered and, by the decoder's own account, read or refused for a reason.
    private long damaged(Path capture, Damage damage, boolean apart, int frames, int every)
            throws IOException {
        var source =
                new Damaged(new DamagedCapture(capture, damage, frames, every), apart, scratch);
        try {
            Observation.Outcome outcome =
                    new Observation(engines, services, null).play(source, _ -> {});
            account(outcome.frames(), source.offered);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(source.capture.toString(), e);
        }
        return source.offered;
    }

    /// Offered is what became of the frames, to the frame.
    private static void account(FrameDecoder.Counters frames, long offered) {
        assertThat(frames.offered()).isEqualTo(offered);
        assertThat(
                        frames.entered()
                                + frames.joined()
                                + frames.waiting()
                                + frames.fragmentsLost()
                                + frames.notIp()
                                + frames.givenUp())
                .isEqualTo(offered);
    }

    /// Each damaged frame of a capture, once.
    private static final class Damaged implements FrameSource {

        private final DamagedCapture capture;
        private final boolean apart;
        private final MemorySegment scratch;
        private int space;
        long offered;

        Damaged(DamagedCapture capture, boolean apart, MemorySegment scratch) {
            this.capture = capture;
            this.apart = apart;
            this.scratch = scratch;
        }

        @Override
        public Read read(Block block, long waitNanos) throws IOException {
            block.begin(scratch, Window.STATIC);
            while (!block.isFull() && capture.next()) {
                space = apart ? (space + 1) % SPACES : 0;
                long at = (long) block.count() * DamagedCapture.LONGEST;
                capture.add(block, at, capture.timestampNanos(), space);
                offered++;
            }
            return block.count() == 0 ? Read.END : Read.FRAMES;
        }

        @Override
        public Losses losses() {
            return capture.losses();
        }

        @Override
        public void close() {
            capture.close();
        }
    }
}
