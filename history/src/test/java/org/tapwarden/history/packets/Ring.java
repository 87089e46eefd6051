package org.tapwarden.history.packets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.keep.Excerpt;
import org.tapwarden.capture.keep.FrameCopies;
import org.tapwarden.capture.keep.KeepLimits;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.capture.keep.PacketKeeper;
import org.tapwarden.classifier.Population;

/// A ring of recent packets with some frames in it.
public final class Ring implements AutoCloseable {

    public static final Instant MOMENT = Instant.parse("2026-03-10T12:00:00Z");
    static final String SECRET = "canary-of-payload";

    private static final int HEADERS = 34;
    private static final long NANOS = MOMENT.getEpochSecond() * 1_000_000_000L;

    private final PacketKeeper keeper;
    private final FrameCopies copies;
    private long offered;

    public Ring(Path directory) throws IOException {
        var limits = new KeepLimits(KeepLimits.FEWEST_BYTES, Duration.ofDays(36_500));
        keeper = new PacketKeeper(directory, limits, () -> NANOS);
        copies = keeper.ring();
        keeper.start();
    }

    /// Frames of one flow, each with headers that tell its number and a payload that is not kept.
    public void add(long flow, int frames) {
        for (int i = 0; i < frames; i++) {
            byte[] bytes =
                    ("headers of a frame, number %014d".formatted(i).substring(0, HEADERS) + SECRET)
                            .getBytes(StandardCharsets.US_ASCII);
            var block = new Block();
            block.begin(MemorySegment.ofArray(bytes), Window.STATIC);
            block.add(
                    0,
                    bytes.length,
                    bytes.length,
                    NANOS + i,
                    LinkType.ETHERNET.code(),
                    Block.NO_VLAN,
                    0);
            copies.begin(block);
            copies.offer(0, HEADERS, KeptRanges.NOTHING, 0, bytes.length - HEADERS, flow);
        }
        copies.publish();
        offered += frames;
        long until = System.nanoTime() + 20_000_000_000L;
        while (keeper.counters().written() < offered) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(until);
            LockSupport.parkNanos(1_000_000);
        }
    }

    public Frames frames() {
        return keeper::excerpt;
    }

    /// Of an alert whose flow has its number.
    public static Order order(long alert, PacketLimits limits, Population... populations) {
        return new Order(
                alert,
                "rogue-router",
                Set.of(populations),
                "sensor-1",
                "the test's",
                Map.of("kernel", 3L),
                new Excerpt.Wanted(
                        flow -> flow == alert,
                        _ -> false,
                        0,
                        NANOS - 60_000_000_000L,
                        NANOS,
                        NANOS + 10_000_000_000L,
                        limits.bytesOfItem(),
                        limits.packetsOfItem()));
    }

    @Override
    public void close() {
        keeper.close();
    }
}
