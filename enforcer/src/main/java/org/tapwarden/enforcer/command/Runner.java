package org.tapwarden.enforcer.command;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Runs programs of the settings: no shell, no environment, no input, in the root folder; at its
/// time's end killed with all that it started.
final class Runner {

    /// Of what a program writes, output and errors each.
    static final int MOST_OUTPUT = 64 << 10;

    private static final int LONGEST_WORDS = 200;
    private static final long CLOSING_MILLIS = 200;
    private static final Executor READERS =
            reader -> Thread.ofVirtual().name("command-output").start(reader);

    /// How it went.
    ///
    /// @param trouble why there is no exit status to go by
    /// @param out empty where there is trouble
    /// @param words the first line that it wrote, errors first, fit to be shown
    record Ran(Optional<Reason> trouble, int exit, String out, String words) {

        private static Ran trouble(Reason reason, String words) {
            return new Ran(Optional.of(reason), -1, "", words);
        }
    }

    private final Set<Process> running = new HashSet<>();

    Ran run(List<String> line, Duration most) {
        Path program = Path.of(line.getFirst());
        Optional<String> fault = Program.fault(program);
        if (fault.isPresent()) {
            return Ran.trouble(Reason.COMMAND_UNSAFE, fault.orElseThrow());
        }
        var builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.directory(new File("/"));
        builder.redirectInput(new File("/dev/null"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Ran.trouble(Reason.COMMAND_CANNOT_START, "cannot start " + program);
        }
        synchronized (running) {
            running.add(process);
        }
        try {
            return await(process, program, most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ran.trouble(Reason.COMMAND_GIVEN_UP, program + " was not waited for");
        } finally {
            kill(process);
        }
    }

    private Ran await(Process process, Path program, Duration most) throws InterruptedException {
        var out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()), READERS);
        var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), READERS);
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
            return Ran.trouble(
                    Reason.COMMAND_TIMED_OUT,
                    program + " did not end in " + most.toMillis() + " ms and was killed");
        }
        synchronized (running) {
            if (!running.contains(process)) {
                return Ran.trouble(Reason.COMMAND_GIVEN_UP, program + " was not waited for");
            }
        }
        try {
            byte[] said = out.get(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
            byte[] complained = err.get(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
            if (said.length > MOST_OUTPUT || complained.length > MOST_OUTPUT) {
                return Ran.trouble(
                        Reason.COMMAND_TOO_TALKATIVE,
                        program + " wrote more than " + MOST_OUTPUT + " bytes");
            }
            String text = new String(said, StandardCharsets.UTF_8);
            String errors = new String(complained, StandardCharsets.UTF_8);
            return new Ran(
                    Optional.empty(),
                    process.exitValue(),
                    text,
                    words(errors.isBlank() ? text : errors));
        } catch (ExecutionException | TimeoutException e) {
            return Ran.trouble(
                    Reason.COMMAND_TIMED_OUT, program + " ended and left its output open");
        }
    }

    /// One byte more than may be, then the pipe is closed, which ends who goes on writing.
    private static byte[] read(InputStream stream) {
        try (stream) {
            return stream.readNBytes(MOST_OUTPUT + 1);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static String words(String text) {
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        var clean = new StringBuilder();
        first.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(LONGEST_WORDS)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /// Whoever waits for it sees first that it is not wanted any more, then that it has ended.
    private void kill(Process process) {
        synchronized (running) {
            running.remove(process);
        }
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /// Kills what runs now. From any thread.
    void giveUp() {
        List<Process> now;
        synchronized (running) {
            now = List.copyOf(running);
        }
        now.forEach(this::kill);
    }
}
