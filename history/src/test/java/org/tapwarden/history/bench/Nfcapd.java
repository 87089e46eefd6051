package org.tapwarden.history.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// nfdump's collector while it writes one file (LZ4). It would begin another by the wall clock, so
/// whoever wants files by event time starts one for each.
final class Nfcapd implements AutoCloseable {

    static final Path PROGRAM = Path.of("/usr/bin/nfcapd");

    /// What may wait in the socket, as the kernel counts it: below what any kernel grants.
    private static final long ENOUGH = 90_000;

    private static final long POLL_NANOS = 200_000;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Pattern FAULTS =
            Pattern.compile("Flows: (\\d+).*Sequence Errors: (\\d+), Bad Packets: (\\d+)");

    private final Process process;
    private final Path folder;
    private final Path log;
    private final int port;

    private Nfcapd(Process process, Path folder, Path log, int port) {
        this.process = process;
        this.folder = folder;
        this.log = log;
        this.port = port;
    }

    /// Whether it can be started here.
    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM) && Files.isExecutable(Nfdump.PROGRAM);
    }

    /// @param folder empty, for its file
    static Nfcapd start(Path folder, Path log) throws IOException {
        int port;
        try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process =
                new ProcessBuilder(
                                PROGRAM.toString(),
                                "-y",
                                "-w",
                                folder.toString(),
                                "-b",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(port),
                                "-t",
                                "86400",
                                "-B",
                                "4000000")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                        .start();
        var receiver = new Nfcapd(process, folder, log, port);
        receiver.await(() -> receiver.socket() != null);
        return receiver;
    }

    int port() {
        return port;
    }

    /// Waits while more lies in its socket than it can lose nothing of.
    void waitUntilItKeepsUp() {
        while (queued() > ENOUGH) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroy();
                throw new IOException("nfcapd does not work: " + Files.readString(log));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /// Its line in the kernel's table of sockets, or none.
    private String @Nullable [] socket() throws IOException {
        String local = ":" + String.format(Locale.ROOT, "%04X", port);
        for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length > 12 && words[1].endsWith(local)) {
                return words;
            }
        }
        return null;
    }

    private long queued() {
        try {
            String[] socket = socket();
            return socket == null ? 0 : Long.parseLong(socket[4].substring(9), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it when it has read all that was sent.
    ///
    /// @param target where its file goes
    /// @param sent flows
    /// @throws IOException when it lost one
    void finish(Path target, long sent) throws IOException {
        await(() -> queued() == 0);
        String[] socket = socket();
        long dropped = socket == null ? 0 : Long.parseLong(socket[12]);
        close();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        Matcher told = FAULTS.matcher(Files.readString(log));
        boolean clean = false;
        while (told.find()) {
            clean =
                    Long.parseLong(told.group(1)) == sent
                            && told.group(2).equals("0")
                            && told.group(3).equals("0");
        }
        if (files.size() != 1 || dropped > 0 || !clean) {
            throw new IOException(
                    "of " + sent + " flows sent not all arrived: " + Files.readString(log));
        }
        Files.move(files.getFirst(), target);
    }

    /// Asks again and again: a signal that comes just before nfcapd waits for a datagram makes it
    /// note that it is to end, and wait all the same.
    @Override
    public void close() {
        boolean interrupted = false;
        long deadline = System.nanoTime() + LONG.toNanos();
        while (process.isAlive()) {
            if (System.nanoTime() < deadline) {
                process.destroy();
            } else {
                process.destroyForcibly();
            }
            try {
                var _ = process.waitFor(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
