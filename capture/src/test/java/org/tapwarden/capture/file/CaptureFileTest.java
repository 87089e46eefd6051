package org.tapwarden.capture.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;
import org.tapwarden.capture.Window;

class CaptureFileTest {

    @TempDir private Path directory;

    private record Seen(long nanos, int link, int iface, int wire, String text) {}

    @ParameterizedTest
    @CsvSource({
        "a1b2c3d4, BIG, 5000000003000",
        "a1b2c3d4, LITTLE, 5000000003000",
        "a1b23c4d, BIG, 5000000000003",
        "a1b23c4d, LITTLE, 5000000000003"
    })
    void reads_pcap_in_both_byte_orders_and_resolutions(String magic, String order, long nanos)
            throws IOException {
        ByteBuffer file = buffer(order.equals("BIG"));
        header(file, (int) Long.parseLong(magic, 16), 113);
        frame(file, 5_000, 3, "hello", 60);
        assertThat(read(write(file))).containsExactly(new Seen(nanos, 113, 0, 60, "hello"));
    }

    @Test
    void a_file_that_ends_inside_a_record_is_read_up_to_there() throws IOException {
        ByteBuffer file = buffer(true);
        header(file, 0xa1b2c3d4, 1);
        frame(file, 1, 0, "whole", 5);
        frame(file, 2, 0, "broken", 6);
        file.position(file.position() - 2);
        CaptureFile opened = CaptureFile.open(write(file));
        assertThat(read(opened)).extracting(Seen::text).containsExactly("whole");
        assertThat(opened.losses().cutRecords()).isEqualTo(1);
    }

    @Test
    void a_record_that_claims_to_be_huge_is_not_believed() throws IOException {
        ByteBuffer file = buffer(true);
        header(file, 0xa1b2c3d4, 1);
        file.putInt(1).putInt(0).putInt(0x7fff_ffff).putInt(0x7fff_ffff);
        CaptureFile opened = CaptureFile.open(write(file));
        assertThat(read(opened)).isEmpty();
        assertThat(opened.losses().cutRecords()).isEqualTo(1);
    }

    @Test
    void an_empty_file_is_an_empty_capture() throws IOException {
        assertThat(read(write(buffer(true)))).isEmpty();
    }

    @Test
    void says_in_one_line_what_is_no_capture() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "not a capture at all");
        Path gzip =
                Files.write(directory.resolve("a.pcap.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertThatThrownBy(() -> CaptureFile.open(directory)).hasMessageContaining("directory");
        assertThatThrownBy(() -> CaptureFile.open(directory.resolve("nope.pcap")))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> CaptureFile.open(text)).hasMessageContaining("magic number");
        assertThatThrownBy(() -> CaptureFile.open(gzip)).hasMessageContaining("gunzip");
    }

    @Test
    void reads_pcapng_with_two_sections_of_different_byte_order_and_several_interfaces()
            throws IOException {
        ByteBuffer file = buffer(false);
        section(file);
        interfaceBlock(file, 1, -1);
        interfaceBlock(file, 101, 9);
        enhanced(file, 1, 7_000_000_123L, "nano");
        enhanced(file, 0, 7_000_000L, "micro");
        block(file, 0x0bad, ByteBuffer.allocate(8));
        ByteBuffer second = ByteBuffer.allocate(4_096).order(ByteOrder.BIG_ENDIAN);
        section(second);
        interfaceBlock(second, 113, 3);
        enhanced(second, 0, 9_000L, "milli");
        file.put(second.flip());
        assertThat(read(write(file)))
                .containsExactly(
                        new Seen(7_000_000_123L, 101, 1, 4, "nano"),
                        new Seen(7_000_000_000L, 1, 0, 5, "micro"),
                        new Seen(9_000_000_000L, 113, 2, 5, "milli"));
    }

    @Test
    void interfaces_that_are_known_by_name_have_their_own_number_in_every_file()
            throws IOException {
        ByteBuffer file = buffer(false);
        section(file);
        named(file, "tap1");
        interfaceBlock(file, 1, -1);
        named(file, "tap9");
        enhanced(file, 0, 1, "one");
        enhanced(file, 1, 2, "two");
        enhanced(file, 2, 3, "three");
        CaptureFile opened = CaptureFile.open(write(file), List.of("tap0", "tap1"));
        assertThat(read(opened)).extracting(Seen::iface).containsExactly(1, 3, 4);
        assertThat(opened.interfacesMet()).containsExactly("tap1");
        ByteBuffer plain = ByteBuffer.allocate(1_000);
        header(plain, 0xa1b2c3d4, 1);
        frame(plain, 1, 0, "plain", 5);
        assertThat(read(CaptureFile.open(write(plain), List.of("tap0", "tap1"))))
                .extracting(Seen::iface)
                .containsExactly(2);
    }

    private static void named(ByteBuffer file, String name) {
        ByteBuffer body = ByteBuffer.allocate(16).order(file.order());
        body.putShort((short) 1).putShort((short) 0).putInt(0);
        body.putShort((short) 2).putShort((short) name.length());
        body.put(name.getBytes(StandardCharsets.US_ASCII));
        block(file, 1, body);
    }

    @Test
    void reads_window_by_window_and_leaves_alone_what_is_held() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(1 << 20);
        header(file, 0xa1b2c3d4, 1);
        for (int i = 0; i < 5_000; i++) {
            frame(file, i, 0, "frame number " + i, 100);
        }
        try (CaptureFile opened = CaptureFile.open(write(file), 1 << 14)) {
            var first = new Block();
            assertThat(opened.read(first, 0)).isEqualTo(FrameSource.Read.FRAMES);
            Window held = first.window();
            held.hold();
            int count = first.count();
            Set<MemorySegment> buffers = new HashSet<>();
            var block = new Block();
            while (opened.read(block, 0) == FrameSource.Read.FRAMES) {
                buffers.add(block.segment());
                for (int i = 0; i < block.count(); i++) {
                    assertThat(text(block, i)).isEqualTo("frame number " + count++);
                }
            }
            assertThat(count).isEqualTo(5_000);
            for (int i = 0; i < first.count(); i++) {
                assertThat(text(first, i)).isEqualTo("frame number " + i);
            }
            // The one that is held, and one that is used again and again.
            assertThat(buffers).hasSize(2);
            held.drop();
        }
    }

    @Test
    void a_record_longer_than_a_window_gets_memory_of_its_own() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(1 << 20);
        header(file, 0xa1b2c3d4, 1);
        String longText = "x".repeat(40_000);
        frame(file, 0, 0, "before", 100);
        frame(file, 1, 0, longText, 100);
        frame(file, 2, 0, "after", 100);
        List<Seen> seen = read(CaptureFile.open(write(file), 1 << 14));
        assertThat(seen).extracting(Seen::text).containsExactly("before", longText, "after");
    }

    private static String text(Block block, int i) {
        byte[] bytes = new byte[block.capturedLength(i)];
        MemorySegment.copy(
                block.segment(), ValueLayout.JAVA_BYTE, block.offset(i), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static List<Seen> read(Path file) throws IOException {
        return read(CaptureFile.open(file));
    }

    private static List<Seen> read(CaptureFile file) throws IOException {
        List<Seen> seen = new ArrayList<>();
        try (file) {
            var block = new Block();
            while (file.read(block, 0) == FrameSource.Read.FRAMES) {
                for (int i = 0; i < block.count(); i++) {
                    seen.add(
                            new Seen(
                                    block.timestampNanos(i),
                                    block.linkType(i),
                                    block.interfaceIndex(i),
                                    block.wireLength(i),
                                    text(block, i)));
                }
            }
        }
        return seen;
    }

    private static ByteBuffer buffer(boolean bigEndian) {
        return ByteBuffer.allocate(4_096)
                .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    private Path write(ByteBuffer file) throws IOException {
        file.flip();
        byte[] bytes = new byte[file.remaining()];
        file.get(bytes);
        return Files.write(directory.resolve("test.pcap"), bytes);
    }

    private static void header(ByteBuffer file, int magic, int link) {
        file.putInt(magic).putShort((short) 2).putShort((short) 4);
        file.putInt(0).putInt(0).putInt(65_535).putInt(link);
    }

    private static void frame(ByteBuffer file, int seconds, int fraction, String text, int wire) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        file.putInt(seconds).putInt(fraction).putInt(bytes.length).putInt(wire).put(bytes);
    }

    private static void section(ByteBuffer file) {
        ByteBuffer body = ByteBuffer.allocate(16).order(file.order());
        body.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1);
        block(file, 0x0a0d0d0a, body);
    }

    private static void interfaceBlock(ByteBuffer file, int link, int resolution) {
        ByteBuffer body = ByteBuffer.allocate(resolution < 0 ? 8 : 20).order(file.order());
        body.putShort((short) link).putShort((short) 0).putInt(0);
        if (resolution >= 0) {
            body.putShort((short) 9).putShort((short) 1).put((byte) resolution);
        }
        block(file, 1, body);
    }

    private static void enhanced(ByteBuffer file, int iface, long units, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(20 + (bytes.length + 3 & ~3)).order(file.order());
        body.putInt(iface).putInt((int) (units >>> 32)).putInt((int) units);
        body.putInt(bytes.length).putInt(bytes.length).put(bytes);
        block(file, 6, body);
    }

    private static void block(ByteBuffer file, int type, ByteBuffer body) {
        int total = 12 + body.capacity();
        file.putInt(type).putInt(total).put(body.clear()).putInt(total);
    }
}
