package org.tapwarden.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.FlowRecord;

class ExportFileTest {

    @TempDir private Path folder;

    @Test
    void a_file_gets_its_name_when_all_is_in_it() throws IOException {
        Path file = folder.resolve("flows.csv");
        int code =
                ExportFile.write(
                        file,
                        out -> {
                            out.print("all of it\n");
                            assertThat(file).doesNotExist();
                            return 0;
                        });
        assertThat(code).isZero();
        assertThat(file).hasContent("all of it\n");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void a_command_that_failed_leaves_what_was_there() throws IOException {
        Path file = Files.writeString(folder.resolve("flows.csv"), "of yesterday");
        assertThat(
                        ExportFile.write(
                                file,
                                out -> {
                                    out.print("half");
                                    return 1;
                                }))
                .isOne();
        assertThat(file).hasContent("of yesterday");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void a_full_disk_is_one_clear_error_and_no_half_file() throws Exception {
        assumeThat(System.getProperty("user.name")).as("mounting needs root").isEqualTo("root");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
        try {
            Path file = Files.writeString(disk.resolve("flows.csv"), "of yesterday");
            assertThatThrownBy(() ->
                            ExportFile.write(
                                    file,
                                    out -> {
                                        out.print("x".repeat(1 << 20));
                                        return 0;
                                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + " could not be written: No space left on device");
            assertThat(file).hasContent("of yesterday");
            assertThat(disk).isDirectoryContaining(file::equals);
            assertThat(disk.toFile().list()).hasSize(1);

            exportWhole(disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /// The command itself, over the history of a replay, which lies on a disk with room.
    private void exportWhole(Path disk) throws IOException {
        Path history = folder.resolve("history");
        KeptFlows.write(
                history,
                IntStream.range(0, 5_000)
                        .mapToObj(i -> KeptFlows.flow(i, "10.0.0.1", "name" + i, i))
                        .toArray(FlowRecord[]::new));
        Path file = disk.resolve("new.csv");
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Control.execute(
                        new String[] {
                            "history",
                            "export",
                            "",
                            file.toString(),
                            "--purpose",
                            "a full disk",
                            "--history",
                            history.toString()
                        },
                        new PrintWriter(out),
                        new PrintWriter(err));
        assertThat(code).isOne();
        assertThat(err.toString().strip().lines())
                .containsExactly(
                        "tapwarden: " + file + " could not be written: No space left on device");
        assertThat(file).doesNotExist();
        assertThat(disk.toFile().list()).hasSize(1);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(command).inheritIO().start();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as(String.join(" ", command)).isZero();
    }
}
