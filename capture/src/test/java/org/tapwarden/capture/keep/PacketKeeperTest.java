package org.tapwarden.capture.keep;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.Window;
import org.tapwarden.capture.file.CaptureFile;

class PacketKeeperTest {

    private static final long START = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int HEADERS = 20;
    private static final KeepLimits LIMITS =
            new KeepLimits(KeepLimits.FEWEST_BYTES, Duration.ofMinutes(10));

    private final AtomicLong now = new AtomicLong(START);

    @TempDir private Path directory;

    /// A frame as a capture file gives it back.
    private record Read(String text, int wire, long nanos) {}

    @Test
    void headers_are_kept_and_of_the_payload_what_is_allowed() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            var allowed = new KeptRanges();
            allowed.allow(0, 4);
            allowed.allow(10, 12);
            offer(ring, "0123456789012345678 GET secret! 1.", Block.NO_VLAN, allowed, 0, 7);
            offer(
                    ring,
                    "0123456789012345678 something else",
                    Block.NO_VLAN,
                    KeptRanges.NOTHING,
                    0,
                    7);
        }
        assertThat(everything())
                .containsExactly(
                        new Read("0123456789012345678 GET ******! ", 34, START),
                        new Read("0123456789012345678 ", 34, START));
    }

    @Test
    void ranges_of_a_stream_are_cut_to_the_segment_at_hand() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            var allowed = new KeptRanges();
            allowed.allow(90, 103);
            allowed.allow(105, 300);
            offer(ring, "0123456789012345678 abcdefgh", Block.NO_VLAN, allowed, 100, 1);
        }
        assertThat(everything().getFirst().text()).isEqualTo("0123456789012345678 abc**fgh");
    }

    @Test
    void the_tag_that_the_kernel_took_out_is_put_back() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            offer(ring, "0123456789ab345678901", 0x6001, KeptRanges.NOTHING, 0, 1);
        }
        Read read = everything().getFirst();
        assertThat(read.text()).isEqualTo("0123456789ab\u0081\0`\u000134567890");
        assertThat(read.wire()).isEqualTo(25);
    }

    @Test
    void what_was_begun_before_a_time_is_forgotten_also_the_file_at_hand() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            offer(ring, "0123456789012345678 old", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
            ring.publish();
            await(() -> keeper.counters().written() == 1);
            assertThat(keeper.forgetBefore(START)).isZero();
            assertThat(keeper.forgetBefore(START + 1)).isEqualTo(1);
            now.addAndGet(SECOND);
            offer(ring, "0123456789012345678 new", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
            ring.publish();
        }
        assertThat(kept()).hasSize(1);
        assertThat(PacketKeeper.forgetBefore(packets(), START + SECOND)).isZero();
        assertThat(PacketKeeper.forgetBefore(packets(), START + SECOND + 1)).isEqualTo(1);
        assertThat(everything()).isEmpty();
    }

    @Test
    void a_ring_that_nobody_empties_skips_and_counts() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            int most = PacketKeeper.RING_BYTES / 64;
            for (int i = 0; i < most + 1_000; i++) {
                offer(ring, "0123456789012345678 ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
            }
            ring.publish();
            FrameCopies.Counters counters = keeper.counters().copies();
            assertThat(counters.taken()).isEqualTo(most);
            assertThat(counters.skipped()).isEqualTo(1_000);
            assertThat(counters.unread()).isZero();
            keeper.start();
        }
        assertThat(everything()).hasSize(PacketKeeper.RING_BYTES / 64);
    }

    @Test
    void what_was_kept_of_a_flow_can_be_taken_back() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            offer(ring, "handshake of seven!! ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 7);
            offer(ring, "handshake of eight!! ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 8);
            await(() -> keeper.counters().written() == 2 && onDisk("handshake of seven"));
            offer(ring, "once more of seven!! ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 7);
            ring.withhold();
            ring.withdraw(7);
            offer(ring, "and more of eight !! ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 8);
            await(() -> keeper.counters().withdrawn() == 2);
        }
        assertThat(onDisk("seven")).isFalse();
        assertThat(onDisk("flow 7")).isFalse();
        assertThat(everything().stream().map(Read::text))
                .containsExactly("handshake of eight!!", "and more of eight !!");
    }

    @Test
    void what_is_taken_back_waits_while_the_ring_is_full_and_only_so_much_of_it() {
        var ring = new FrameCopies(PacketKeeper.RING_BYTES);
        while (ring.counters().skipped() == 0) {
            offer(ring, "0123456789012345678 ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
            ring.publish();
        }
        for (int flow = 1; flow <= FrameCopies.MOST_WITHDRAWALS + 3; flow++) {
            ring.withdraw(flow);
        }
        ring.publish();
        assertThat(ring.counters().withdrawalsLost()).isBetween(2L, 3L);
        while (ring.hasHead()) {
            ring.take();
        }
        ring.withhold();
        int said = 0;
        while (ring.hasHead()) {
            assertThat(ring.isWithdrawal()).isTrue();
            ring.take();
            said++;
        }
        assertThat(said).isEqualTo(FrameCopies.MOST_WITHDRAWALS);
    }

    @Test
    void of_frames_long_ago_nobody_knows_where_they_stand() throws IOException {
        Path path = directory.resolve("one.pcapng");
        var recent = new RecentBlocks();
        try (var file = new PacketFile(path)) {
            file.add(MemorySegment.ofArray("old frame".getBytes(US_ASCII)), 9, 1, 1, 0, 7);
            recent.add(7, file.lastPlace(), file.lastLength());
            for (int i = 0; i < RecentBlocks.CAPACITY; i++) {
                recent.add(8, file.lastPlace(), file.lastLength());
            }
            assertThat(recent.withdraw(7, file)).isZero();
        }
        assertThat(Files.readString(path, ISO_8859_1)).contains("old frame");
    }

    private boolean onDisk(String text) {
        try {
            for (Path file : kept()) {
                if (Files.readString(file, ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_files_stay_under_their_limit_and_the_oldest_go() throws IOException {
        int frames = 60_000;
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            var all = new KeptRanges();
            all.allow(0, 1_000);
            for (int i = 0; i < frames; i++) {
                String frame = "0123456789012345678 " + "x".repeat(480);
                int before = i;
                if (i % 1_000 == 0) {
                    await(() -> keeper.counters().written() == before);
                }
                offer(ring, frame, Block.NO_VLAN, all, 0, i + 1);
            }
        }
        assertThat(sizes()).isBetween(KeepLimits.FEWEST_BYTES * 8 / 10, KeepLimits.FEWEST_BYTES);
        try (var again = keeper()) {
            var wanted = all(flow -> flow <= 10 || flow > frames - 10, 1 << 20);
            assertThat(again.excerpt(wanted, copy()).packets()).isEqualTo(10);
        }
    }

    @Test
    void what_is_older_than_the_limit_is_deleted_also_when_nothing_comes() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            offer(ring, "0123456789012345678 ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
            await(() -> keeper.counters().written() == 1);
            now.addAndGet(60 * SECOND);
            await(() -> keeper.counters().bytes() > 0 && sizes() == keeper.counters().bytes());
            now.addAndGet(601 * SECOND);
            await(() -> sizes() == 0);
            assertThat(keeper.counters().bytes()).isZero();
        }
    }

    @Test
    void the_frames_of_a_flow_are_copied_out_in_a_file_that_others_read() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            for (int i = 0; i < 100; i++) {
                String text = "0123456789012345%04d".formatted(i);
                offer(ring, text, Block.NO_VLAN, KeptRanges.NOTHING, 0, i % 10);
            }
            await(() -> keeper.counters().written() == 100);
            var taken = keeper.excerpt(all(Set.of(3L, 7L)::contains, 1 << 20), copy());
            assertThat(taken)
                    .isEqualTo(
                            new Excerpt.Taken(
                                    20,
                                    Files.size(copy()),
                                    false,
                                    0,
                                    List.of(3L, 7L),
                                    START,
                                    START));
            assertThat(read(copy()).getFirst().text()).isEqualTo("01234567890123450003");
            Path none = directory.resolve("none.pcapng");
            var later =
                    new Excerpt.Wanted(
                            flow -> true,
                            _ -> false,
                            0,
                            START + 1,
                            START + 1,
                            START + 2,
                            1 << 20,
                            100);
            assertThat(keeper.excerpt(later, none).packets()).isZero();
        }
        assertThat(Files.getPosixFilePermissions(kept().getFirst())).hasSize(2);
    }

    @Test
    void a_file_that_was_torn_by_a_crash_is_read_up_to_there() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            for (int i = 0; i < 10; i++) {
                offer(ring, "0123456789012345678 ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
            }
        }
        Path file = kept().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 1; cut < whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            Path to = directory.resolve("copy-" + cut);
            try (var again = keeper()) {
                int packets = again.excerpt(all(flow -> true, 1 << 20), to).packets();
                assertThat(packets).isLessThan(10);
                assertThat(cut > 100 || packets >= 8).isTrue();
            }
        }
    }

    @Test
    void a_disk_that_fails_costs_frames_by_number_and_is_tried_again() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            Files.delete(packets());
            Files.writeString(packets(), "in the way");
            keeper.start();
            offer(ring, "0123456789012345678 ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
            await(() -> keeper.counters().failed() == 1);
            assertThat(keeper.failure()).contains("packets");
            Files.delete(packets());
            await(() -> {
                offer(ring, "0123456789012345678 ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
                return keeper.counters().written() > 0;
            });
            await(() -> keeper.failure() == null);
        }
        assertThat(everything()).isNotEmpty();
    }

    @Test
    void a_full_disk_costs_frames_by_number_until_there_is_room_again() throws Exception {
        assumeThat(System.getProperty("user.name")).as("mounting needs root").isEqualTo("root");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        try {
            fillAndEnlarge(disk);
        } finally {
            run("umount", disk.toString());
        }
    }

    private void fillAndEnlarge(Path disk) throws Exception {
        Path packets = disk.resolve("packets");
        var offered = new AtomicLong();
        long written;
        try (var keeper = new PacketKeeper(packets, LIMITS, now::get)) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            var all = new KeptRanges();
            all.allow(0, 1_000);
            String frame = "0123456789012345678 " + "x".repeat(480);
            Runnable one =
                    () -> {
                        offer(ring, frame, Block.NO_VLAN, all, 0, 1);
                        offered.incrementAndGet();
                    };
            for (int i = 0; i < 4_000; i++) {
                one.run();
            }
            await(() -> keeper.counters().failed() > 1_000);
            assertThat(keeper.failure()).contains("No space left");
            run("mount", "-o", "remount,size=64m", disk.toString());
            await(() -> {
                one.run();
                return keeper.failure() == null;
            });
            await(() -> keeper.counters().written() + keeper.counters().failed() == offered.get());
            written = keeper.counters().written();
        }
        try (var again = new PacketKeeper(packets, LIMITS, now::get)) {
            long found = again.excerpt(all(flow -> true, 1 << 26), copy()).packets();
            assertThat(found).isBetween(written, offered.get());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void what_is_no_longer_to_be_kept_is_deleted_and_nothing_else() throws IOException {
        try (var keeper = keeper()) {
            FrameCopies ring = keeper.ring();
            keeper.start();
            offer(ring, "0123456789012345678 ", Block.NO_VLAN, KeptRanges.NOTHING, 0, 1);
        }
        Files.writeString(packets().resolve("notes.txt"), "somebody's");
        assertThat(PacketKeeper.forget(packets())).isEqualTo(1);
        assertThat(packets().resolve("notes.txt")).exists();
        assertThat(kept()).isEmpty();
        assertThat(PacketKeeper.forget(directory.resolve("nowhere"))).isZero();
    }

    private static Excerpt.Wanted all(LongPredicate flows, long most) {
        return new Excerpt.Wanted(
                flows, _ -> false, 0, 0, 0, Long.MAX_VALUE, most, Integer.MAX_VALUE);
    }

    private PacketKeeper keeper() throws IOException {
        return new PacketKeeper(packets(), LIMITS, now::get);
    }

    private Path packets() {
        return directory.resolve("packets");
    }

    private Path copy() {
        return directory.resolve("copy.pcapng");
    }

    /// One frame whose first bytes are headers.
    private static void offer(
            FrameCopies ring,
            String text,
            int tag,
            KeptRanges allowed,
            long payloadFrom,
            long flow) {
        byte[] bytes = text.getBytes(US_ASCII);
        var block = new Block();
        block.begin(MemorySegment.ofArray(bytes), Window.STATIC);
        block.add(0, bytes.length, bytes.length, START, LinkType.ETHERNET.code(), tag, 3);
        ring.begin(block);
        ring.offer(0, HEADERS, allowed, payloadFrom, bytes.length - HEADERS, flow);
    }

    private List<Path> kept() {
        try (Stream<Path> files = Files.list(packets())) {
            return files.filter(f -> f.toString().endsWith(".pcapng")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long sizes() {
        return kept().stream().mapToLong(file -> file.toFile().length()).sum();
    }

    private List<Read> everything() throws IOException {
        List<Read> all = new ArrayList<>();
        for (Path file : kept()) {
            all.addAll(read(file));
        }
        return all;
    }

    /// With the product's reader of other people's captures.
    private static List<Read> read(Path file) throws IOException {
        List<Read> frames = new ArrayList<>();
        try (var capture = CaptureFile.open(file)) {
            var block = new Block();
            while (capture.read(block, 0) == FrameSource.Read.FRAMES) {
                for (int i = 0; i < block.count(); i++) {
                    byte[] bytes =
                            block.segment()
                                    .asSlice(block.offset(i), block.capturedLength(i))
                                    .toArray(ValueLayout.JAVA_BYTE);
                    String text = new String(bytes, ISO_8859_1);
                    frames.add(new Read(text, block.wireLength(i), block.timestampNanos(i)));
                }
            }
        }
        return frames;
    }

    private static void await(BooleanSupplier wanted) {
        long until = System.nanoTime() + 20 * SECOND;
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(until);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
