package org.tapwarden.history.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.history.payload.PayloadOrder.State;

class PayloadKillTest {

    private static final int KILLS = 5;

    @TempDir private Path folder;

    @Test
    void kills_leave_a_beginning_that_can_be_read_and_the_order_still_ends() throws Exception {
        var random = new Random(7);
        long number;
        try (var desk = new Desk(folder)) {
            number = desk.stands();
        }
        int seen = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int acknowledged = runAndKill(kill, 1 + random.nextInt(4));
            try (var desk = new Desk(folder)) {
                assertThat(desk.orders.newest(1).getFirst().state()).isEqualTo(State.STANDING);
                List<Integer> ofThisRun = new ArrayList<>();
                for (int one : Desk.numbers(desk.export(number))) {
                    if (one / Child.A_RUN == kill) {
                        ofThisRun.add(one % Child.A_RUN);
                    }
                }
                assertThat(ofThisRun).hasSizeGreaterThanOrEqualTo(acknowledged);
                for (int i = 0; i < ofThisRun.size(); i++) {
                    assertThat(ofThisRun.get(i)).isEqualTo(i);
                }
                seen += ofThisRun.size();
            }
            assertThat(Desk.givenAway(folder)).isEmpty();
        }
        assertThat(seen).isPositive();
        runAndKill(KILLS, 1);
        try (var desk = new Desk(folder)) {
            // Whoever cuts off what a start had found is noticed; here nobody did.
            assertThat(Desk.numbers(desk.export(number))).hasSizeGreaterThanOrEqualTo(seen);
            desk.now = desk.now.plus(Desk.HOUR);
            desk.again();
            assertThat(desk.orders.newest(1).getFirst().isDestroyed()).isTrue();
            assertThat(folder.resolve("order-" + number + ".key")).doesNotExist();
            assertThat(desk.part(number, 1)).doesNotExist();
            assertThat(desk.part(number, KILLS)).doesNotExist();
        }
    }

    /// @return how many frames of its own the child had read back
    private int runAndKill(int run, int lines) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                folder.toString(),
                                Integer.toString(run))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        int last = 0;
        try (var out =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                assertThat(line).as("the child's acknowledgement").isNotNull();
                last = Integer.parseInt(line, 10);
            }
            child.toHandle().destroyForcibly(); // unlike Process's own, leaves the pipe open
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    /// The child: keeps frames and says how many are in the file.
    static final class Child {

        static final int A_RUN = 1_000_000;

        private Child() {}

        public static void main(String[] args) throws Exception {
            int run = Integer.parseInt(args[1], 10);
            var desk = new Desk(Path.of(args[0]));
            for (int i = 0; i < A_RUN; i++) {
                desk.keep(run * A_RUN + i, run * A_RUN + i + 1, 5);
                if (i % 700 == 699) {
                    desk.export(1); // hands to the kernel what waits in memory
                    System.out.println(i + 1);
                }
            }
        }
    }
}
