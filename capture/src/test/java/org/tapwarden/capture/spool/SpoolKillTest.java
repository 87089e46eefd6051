package org.tapwarden.capture.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolKillTest {

    private static final int KILLS = 20;
    private static final SpoolLimits LIMITS =
            new SpoolLimits(100_000, 1L << 30, Duration.ofMillis(10));

    @TempDir Path directory;

    @Test
    void nothing_acknowledged_is_lost_by_twenty_kills() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        System.out.printf("spool kills: %d, seed %d%n", KILLS, seed);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = Math.max(acknowledged, runAndKill(1 + random.nextInt(8)));
        }
        try (var spool = Spool.open(directory, LIMITS);
                var reader = spool.reader(0)) {
            long count = 0;
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                // Records are numbered through all lives: none is missing, none is there twice.
                assertThat(new String(record, UTF_8)).startsWith(count + " ");
                count++;
            }
            assertThat(count).isGreaterThanOrEqualTo(acknowledged).isPositive();
            assertThat(reader.gaps()).isZero();
        }
    }

    /// @return how many records the child said were safe before it died
    private long runAndKill(int acknowledgements) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Appender.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long last = 0;
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            for (int i = 0; i < acknowledgements; i++) {
                String line = out.readLine();
                assertThat(line).as("the child's acknowledgement").isNotNull();
                last = Long.parseLong(line);
            }
            child.toHandle().destroyForcibly(); // unlike Process's own, leaves the pipe open
            // What it had said before it died counts too; its last line may be cut.
            String line = out.readLine();
            for (String next = out.readLine(); next != null; next = out.readLine()) {
                last = Math.max(last, Long.parseLong(line));
                line = next;
            }
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    /// The child: appends numbered records as fast as it can, and says how many are forced.
    static final class Appender {

        private Appender() {}

        public static void main(String[] args) throws IOException {
            var padding = "x".repeat(100);
            try (var spool = Spool.open(Path.of(args[0]), LIMITS)) {
                long number = 0;
                try (var reader = spool.reader(0)) {
                    while (reader.next() != null) {
                        number++;
                    }
                }
                while (true) {
                    for (int i = 0; i < 500; i++) {
                        spool.append((number++ + " " + padding).getBytes(UTF_8));
                    }
                    if (spool.force()) {
                        System.out.println(number);
                    }
                }
            }
        }
    }
}
