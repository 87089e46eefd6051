package org.tapwarden.history.packets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.Population;

class PacketItemsKillTest {

    private static final int KILLS = 8;

    @TempDir private Path folder;

    @Test
    void kills_leave_whole_items_and_a_chain_that_can_be_verified() throws Exception {
        var random = new Random(7);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = Math.max(acknowledged, runAndKill(1 + random.nextInt(12)));
            try (var items = open(folder)) {
                var verified = items.verify();
                assertThat(verified.differences()).isEmpty();
                assertThat(verified.items()).isEqualTo((int) items.lastAlert());
                assertThat(items.lastAlert()).isGreaterThanOrEqualTo(acknowledged);
            }
        }
        assertThat(acknowledged).isGreaterThanOrEqualTo(KILLS);
    }

    /// @return the last alert of which the child said that its packets were kept
    private long runAndKill(int more) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Keeper.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        long last = 0;
        try (var out =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < more; i++) {
                String line = out.readLine();
                assertThat(line).as("the child's acknowledgement").isNotNull();
                last = Long.parseLong(line);
            }
            child.toHandle().destroyForcibly(); // unlike Process's own, leaves the pipe open
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    private static PacketItems open(Path folder) throws IOException {
        return PacketItems.open(
                folder.resolve("items"),
                (_, _, _) -> false,
                (_, _, _, _) -> {},
                InstantSource.fixed(Ring.MOMENT));
    }

    /// The child: keeps the packets of one alert after the other.
    static final class Keeper {

        private Keeper() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            try (var ring = new Ring(folder.resolve("ring-" + ProcessHandle.current().pid()));
                    var items = open(folder)) {
                for (long alert = items.lastAlert() + 1; true; alert++) {
                    ring.add(alert, 20);
                    items.keep(
                            Ring.order(alert, PacketLimits.DEFAULT, Population.STAFF),
                            ring.frames(),
                            PacketLimits.DEFAULT,
                            _ -> false);
                    System.out.println(alert);
                }
            }
        }
    }
}
