package org.tapwarden.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeOutputTest {

    private static final int BLOCK = 4_096;

    @TempDir private Path directory;

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (var out = new LargeOutput(file)) {
            int at = 0;
            for (int piece = 1; at < bytes.length; piece = piece * 7 % 70_001) {
                int length = Math.min(piece, bytes.length - at);
                out.write(bytes, at, length);
                at += length;
            }
        }
    }

    /// Whole blocks, one byte more and one less, on both sides of where the cache is left.
    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                LargeOutput.CHUNK,
                LargeOutput.CACHED - 1,
                LargeOutput.CACHED,
                LargeOutput.CACHED + 1,
                LargeOutput.CACHED + BLOCK,
                LargeOutput.CACHED + BLOCK + 1,
                LargeOutput.CACHED + LargeOutput.CHUNK - 1,
                LargeOutput.CACHED + LargeOutput.CHUNK,
                LargeOutput.CACHED + 3 * LargeOutput.CHUNK + 12_345
            })
    void the_file_holds_what_was_written(int length) throws IOException {
        byte[] bytes = noise(length);
        Path file = directory.resolve("flows");
        write(file, bytes);
        assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
    }

    @Test
    void what_was_there_before_is_gone() throws IOException {
        Path file = directory.resolve("flows");
        write(file, noise(LargeOutput.CACHED + 2 * LargeOutput.CHUNK));
        write(file, noise(LargeOutput.CACHED + 10));
        assertThat(Arrays.equals(Files.readAllBytes(file), noise(LargeOutput.CACHED + 10)))
                .isTrue();
        write(file, noise(10));
        assertThat(Files.readAllBytes(file)).isEqualTo(noise(10));
    }

    @Test
    void a_device_takes_it_as_it_comes() throws IOException {
        write(Path.of("/dev/null"), noise(LargeOutput.CACHED + 2 * LargeOutput.CHUNK));
        assertThatThrownBy(() -> write(Path.of("/dev/full"), noise(2 * LargeOutput.CHUNK)))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write /dev/full: No space left on device");
    }

    /// A file system in memory, which may have no way around its cache.
    @Test
    void another_file_system_holds_it_too() throws IOException {
        Path file = Files.createTempFile(Path.of("/dev/shm"), "flows", "");
        try {
            byte[] bytes = noise(LargeOutput.CACHED + LargeOutput.CHUNK + 77);
            write(file, bytes);
            assertThat(Arrays.equals(Files.readAllBytes(file), bytes)).isTrue();
        } finally {
            Files.delete(file);
        }
    }
}
