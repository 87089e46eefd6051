package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.lease.Leases;
import org.tapwarden.enforcer.order.Cases;
import org.tapwarden.enforcer.order.Clocks;

/// Kill -9 while a lease is renewed: no driver ever held beyond the end that is on the disk, the
/// next life knows what was renewed, and where nobody says any more that the case stands, that end
/// is the end.
class RenewingKillTest {

    private static final int KILLS = 4;

    /// Between the end that was computed and the driver's own look at the clock.
    private static final Duration BETWEEN = Duration.ofMillis(500);

    /// A lease must be longer than it takes to start a program: where the machine is too slow for
    /// one of these, the next is tried.
    private static final List<Duration> LEASES =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));

    @TempDir Path folders;

    private Path folder = Path.of("");
    private Duration lease = LEASES.getFirst();

    @Test
    void no_lease_lasts_longer_than_its_last_committed_end()
            throws IOException, InterruptedException, SQLException {
        boolean started = false;
        for (Duration length : LEASES) {
            if (!started) {
                lease = length;
                folder = Files.createDirectory(folders.resolve(length.toString()));
                started = killedAndOverInTime();
            }
        }
        assertThat(started).as("a program started before a lease was over").isTrue();
    }

    /// @return false where a lease was over before the next life had begun
    private boolean killedAndOverInTime() throws IOException, InterruptedException, SQLException {
        int renewals = 0;
        long known = Long.MIN_VALUE;
        for (int kill = 0; kill < KILLS; kill++) {
            // The first hold of a life renews nothing; each later one follows a renewal.
            if (!runUntil(Cases.State.STANDS, "held", 2 + kill % 2)) {
                assertThat(Clocks.ofThisMachine().now().nanos()).isGreaterThanOrEqualTo(known);
                return false;
            }
            Lease lease = onTheDisk().getFirst();
            known = lease.deadlineNanos();
            assertThat(lease.term().renewals()).isGreaterThan(renewals);
            renewals = lease.term().renewals();
            assertThat(lastHold()).isLessThanOrEqualTo(lease.deadlineNanos() + BETWEEN.toNanos());
        }
        long end = onTheDisk().getFirst().deadlineNanos();
        assertThat(runUntil(Cases.State.UNKNOWN, "free", 1)).isTrue();
        long free = Clocks.ofThisMachine().now().nanos();
        assertThat(Duration.ofNanos(free - end)).isLessThan(Duration.ofSeconds(5));
        assertThat(lastHold()).isLessThanOrEqualTo(end + BETWEEN.toNanos());
        return true;
    }

    private List<Lease> onTheDisk() throws SQLException {
        try (EnforcerStore store = EnforcerStore.open(folder.resolve("enforcer.db"))) {
            return store.committed(Leases::open);
        }
    }

    private long lastHold() throws IOException {
        return Files.readAllLines(folder.resolve(RenewingChild.HOLDS)).stream()
                .mapToLong(Long::parseLong)
                .max()
                .orElseThrow();
    }

    /// Kills it when it has said the word so often.
    ///
    /// @return false when it said the other one
    private boolean runUntil(Cases.State state, String word, int times)
            throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RenewingChild.class.getName(),
                                folder.toString(),
                                state.name(),
                                lease.toString())
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        int said = 0;
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            while (said < times) {
                String line = lines.readLine();
                assertThat(line).as(Files.readString(folder.resolve("err"))).isNotNull();
                if (line.equals(word)) {
                    said++;
                } else if (word.equals("held")) {
                    return false;
                }
            }
            return true;
        } finally {
            child.destroyForcibly(); // SIGKILL
            child.waitFor();
        }
    }
}
