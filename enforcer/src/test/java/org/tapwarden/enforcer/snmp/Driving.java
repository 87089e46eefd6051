package org.tapwarden.enforcer.snmp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// A {@link PortChild} that is talked to.
final class Driving implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer calls;

    /// @param took as the child measured
    record Answered(Instant began, Duration took, String how) {}

    Driving(Process process) throws IOException {
        this.process = process;
        this.answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.calls = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        String ready = answers.readLine();
        if (!"ready".equals(ready)) {
            throw new IOException("the driver did not start: " + ready);
        }
    }

    void tell(String line) throws IOException {
        calls.write(line + "\n");
        calls.flush();
    }

    Answered answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the driver ended");
        }
        String[] words = line.split(" ", 3);
        return new Answered(
                Instant.ofEpochMilli(Long.parseLong(words[0])),
                Duration.ofNanos(Long.parseLong(words[1]) * 1_000),
                words[2]);
    }

    Answered ask(String line) throws IOException {
        tell(line);
        return answer();
    }

    /// Kill -9.
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws IOException {
        calls.close();
    }
}
