package org.tapwarden.appliance.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A program that goes on until it is stopped; what it writes goes to its log.
///
/// @param log standard output and standard error, deleted with the lab
public record Running(Process process, Path log) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    public String said() {
        try {
            return Files.readString(log, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until it wrote `text`, and fails with all it wrote when that does not happen.
    public Running awaits(String text, Duration atMost) {
        if (!Lab.await(() -> said().contains(text) || !process.isAlive(), atMost)
                || !said().contains(text)) {
            throw new IllegalStateException(
                    process.info().commandLine().orElse("a program that ended")
                            + " did not say \""
                            + text
                            + "\" but: "
                            + said());
        }
        return this;
    }

    /// Ends it and what it started: first politely, then not. A program that was sent away from its
    /// parent (a daemon) is not found again, so nothing here is started as one.
    public void stop() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        BooleanSupplier gone = () -> all.stream().noneMatch(ProcessHandle::isAlive);
        all.forEach(ProcessHandle::destroy);
        if (!Lab.await(gone, PATIENCE)) {
            all.forEach(ProcessHandle::destroyForcibly);
            Lab.await(gone, PATIENCE);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /// Sends it the signal that Ctrl-C sends.
    public void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /// Whether it ended by itself within the time.
    public boolean ended(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }
}
