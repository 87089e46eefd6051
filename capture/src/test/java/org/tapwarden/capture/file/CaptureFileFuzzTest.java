package org.tapwarden.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tapwarden.capture.Block;
import org.tapwarden.capture.FrameSource;

/// A target for the fuzzer each capture file format: a file that lies is refused with one line, or
/// read as far as it goes; each frame lies within the file.
class CaptureFileFuzzTest {

    private static final int[] PCAP_MAGICS = {
        0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1
    };
    private static final int SECTION_HEADER = 0x0a0d0d0a;

    /// Small, so that files of a few kilobytes reach behind it.
    private static final int WINDOW = 1 << 12;

    @FuzzTest
    void pcap(byte[] bytes) throws IOException {
        read(PCAP_MAGICS[bytes.length % PCAP_MAGICS.length], bytes);
    }

    @FuzzTest
    void pcapng(byte[] bytes) throws IOException {
        read(SECTION_HEADER, bytes);
    }

    /// No magic number is given: the file may also be none of ours.
    @FuzzTest
    void any_file(byte[] bytes) throws IOException {
        read(bytes);
    }

    private static void read(int magic, byte[] rest) throws IOException {
        read(ByteBuffer.allocate(Integer.BYTES + rest.length).putInt(magic).put(rest).array());
    }

    private static void read(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("tapwarden-fuzz", ".pcap");
        try {
            Files.write(file, bytes);
            readAll(file, bytes.length);
        } finally {
            Files.delete(file);
        }
    }

    private static void readAll(Path file, int size) {
        try (CaptureFile capture = CaptureFile.open(file, WINDOW)) {
            var block = new Block();
            long frames = 0;
            while (capture.read(block, 0) == FrameSource.Read.FRAMES) {
                for (int i = 0; i < block.count(); i++) {
                    long end = block.offset(i) + block.capturedLength(i);
                    assertThat(block.capturedLength(i)).isBetween(0, size);
                    assertThat(end).isLessThanOrEqualTo(block.segment().byteSize());
                }
                frames += block.count();
            }
            assertThat(frames).isLessThanOrEqualTo(size);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining(file.getFileName().toString());
            assertThat(e.getMessage()).doesNotContain("\n");
        }
    }
}
