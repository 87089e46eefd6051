package org.tapwarden.enforcer.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs `nft`, `ip` and `bridge`, never a shell: arguments are passed as they are.
///
/// @param prefix put before every command, for example `ip netns exec NAME`
public record Commands(List<String> prefix) {

    public static final Duration PATIENCE = Duration.ofSeconds(5);
    public static final int MOST_OUTPUT = 16 << 20;

    /// @param exit -1 when it could not be started, -2 when it did not end in time
    public record Ran(int exit, String out, String err) {

        public boolean succeeded() {
            return exit == 0;
        }

        public boolean timedOut() {
            return exit == -2;
        }
    }

    public Commands {
        prefix = List.copyOf(prefix);
    }

    public static Commands here() {
        return new Commands(List.of());
    }

    public Ran run(List<String> command, String input) {
        var line = new ArrayList<>(prefix);
        line.addAll(command);
        Process process;
        try {
            process = new ProcessBuilder(line).start();
        } catch (IOException e) {
            return new Ran(-1, "", "cannot start " + command.getFirst());
        }
        try {
            var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
            var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
            feed(process, input);
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Ran(-2, "", command.getFirst() + " did not end in " + PATIENCE);
            }
            return new Ran(
                    process.exitValue(),
                    out.get(1, TimeUnit.SECONDS),
                    err.get(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ran(-2, "", "interrupted");
        } catch (ExecutionException | TimeoutException e) {
            return new Ran(-2, "", command.getFirst() + " did not close its output");
        } finally {
            process.destroyForcibly();
        }
    }

    private static final Executor READERS =
            reader -> Thread.ofVirtual().name("command-output").start(reader);

    private static void feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            // It ended without reading: its exit code says why.
        }
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
