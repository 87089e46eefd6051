package org.tapwarden.capture.keep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.LinkType;
import org.tapwarden.capture.Mac;
import org.tapwarden.capture.file.CaptureFile;

class ExcerptTest {

    private static final long MOMENT = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long NEVER = 4_711;
    private static final int ROOM = 1 << 20;

    @TempDir private Path directory;
    private Path ring = Path.of("");
    private Path to = Path.of("");

    @BeforeEach
    void names() {
        ring = directory.resolve("ring.pcapng");
        to = directory.resolve("to.pcapng");
    }

    @Test
    void frames_before_and_after_the_moment_share_the_room_and_the_nearest_stay()
            throws IOException {
        write(-500, 500, 40);
        var taken = excerpt(1, 0, ROOM, 100);
        assertThat(taken.packets()).isEqualTo(100);
        assertThat(taken.isCut()).isTrue();
        assertThat(taken.firstNanos()).isEqualTo(MOMENT - 50 * SECOND);
        assertThat(taken.lastNanos()).isEqualTo(MOMENT + 49 * SECOND);
        assertThat(seconds()).hasSize(100).isSorted().first().isEqualTo(-50L);
    }

    @Test
    void what_one_half_does_not_need_the_other_may_have() throws IOException {
        write(-500, 10, 40);
        assertThat(excerpt(1, 0, ROOM, 100).firstNanos()).isEqualTo(MOMENT - 90 * SECOND);
        Files.delete(to);
        write(-10, 500, 40);
        assertThat(excerpt(1, 0, ROOM, 100).lastNanos()).isEqualTo(MOMENT + 89 * SECOND);
    }

    @Test
    void the_file_is_never_larger_than_its_cap_and_says_that_it_was_cut() throws IOException {
        write(-100, 100, 1_000);
        var taken = excerpt(1, 0, 2 * FrameCopies.LONGEST, 10_000);
        assertThat(taken.isCut()).isTrue();
        assertThat(taken.bytes()).isEqualTo(Files.size(to));
        assertThat(taken.bytes()).isBetween(28_000L, 2L * FrameCopies.LONGEST);
        assertThat(seconds()).contains(-1L, 0L);
    }

    @Test
    void frames_of_a_mac_are_taken_whoever_sent_them_and_whatever_their_flow() throws IOException {
        try (var file = new PacketFile(ring)) {
            add(file, "020000000001 020000000002", 0, 7);
            add(file, "020000000002 020000000001", 1, 0);
            add(file, "020000000003 020000000004", 2, 8);
            add(file, "020000000003 020000000004", 3, 9);
            add(file, "020000000001 020000000002", 4, NEVER);
        }
        var taken = excerpt(9, Mac.parse("02:00:00:00:00:01").bits(), ROOM, 100);
        assertThat(seconds()).containsExactly(0L, 1L, 3L);
        assertThat(taken.flows()).containsExactly(7L, 9L);
        assertThat(taken.isCut()).isFalse();
    }

    @Test
    void what_was_taken_back_in_the_ring_is_not_taken() throws IOException {
        try (var file = new PacketFile(ring)) {
            add(file, "020000000001 020000000002", 0, 1);
            file.blank(file.lastPlace(), file.lastLength());
            add(file, "020000000001 020000000002", 1, 1);
        }
        assertThat(excerpt(1, 0, ROOM, 100).packets()).isEqualTo(1);
        assertThat(seconds()).containsExactly(1L);
    }

    @Test
    void its_owner_only_may_read_it() throws IOException {
        write(0, 1, 40);
        excerpt(1, 0, ROOM, 100);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
                .isEqualTo("rw-------");
    }

    private Excerpt.Taken excerpt(long flow, long mac, long most, int packets) throws IOException {
        return Excerpt.of(
                List.of(ring),
                new Excerpt.Wanted(
                        id -> id == flow,
                        id -> id == NEVER,
                        mac,
                        MOMENT - 1_000 * SECOND,
                        MOMENT,
                        MOMENT + 1_000 * SECOND,
                        most,
                        packets),
                to);
    }

    /// A frame a second.
    private void write(int from, int to, int length) throws IOException {
        Files.deleteIfExists(ring);
        try (var file = new PacketFile(ring)) {
            for (int second = from; second < to; second++) {
                file.add(
                        MemorySegment.ofArray(new byte[length]),
                        length,
                        MOMENT + second * SECOND,
                        LinkType.ETHERNET.code(),
                        0,
                        1);
                file.add(
                        MemorySegment.ofArray("of another".getBytes(StandardCharsets.US_ASCII)),
                        10,
                        MOMENT + second * SECOND,
                        LinkType.ETHERNET.code(),
                        0,
                        2);
            }
        }
    }

    private static void add(PacketFile file, String macs, int second, long flow)
            throws IOException {
        byte[] frame = HexFormat.of().parseHex(macs.replace(" ", "") + "0800");
        file.add(
                MemorySegment.ofArray(frame),
                frame.length,
                MOMENT + second * SECOND,
                LinkType.ETHERNET.code(),
                0,
                flow);
    }

    /// Of the frames' times, as the product's reader of other people's captures has them.
    private List<Long> seconds() throws IOException {
        List<Long> seconds = new ArrayList<>();
        try (var capture = CaptureFile.open(to)) {
            var block = new Block();
            while (capture.read(block, 0) == FrameSource.Read.FRAMES) {
                for (int i = 0; i < block.count(); i++) {
                    seconds.add((block.timestampNanos(i) - MOMENT) / SECOND);
                    byte[] bytes =
                            block.segment()
                                    .asSlice(block.offset(i), block.capturedLength(i))
                                    .toArray(ValueLayout.JAVA_BYTE);
                    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                            .doesNotContain("another");
                }
            }
        }
        return seconds;
    }
}
