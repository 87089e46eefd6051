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

    @TempDir Path folder;

    @Test
    void no_lease_lasts_longer_than_its_last_committed_end()
            throws IOException, InterruptedException, SQLException {
        int renewals = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            // The first hold of a life renews nothing; each later one follows a renewal.
            runUntil(Cases.State.STANDS, "held", 2 + kill % 2);
            Lease lease = onTheDisk().getFirst();
            assertThat(lease.term().renewals()).isGreaterThan(renewals);
            renewals = lease.term().renewals();
            assertThat(lastHold()).isLessThanOrEqualTo(lease.deadlineNanos() + BETWEEN.toNanos());
        }
        long end = onTheDisk().getFirst().deadlineNanos();
        runUntil(Cases.State.UNKNOWN, "free", 1);
        long free = Clocks.ofThisMachine().now().nanos();
        assertThat(Duration.ofNanos(free - end)).isLessThan(Duration.ofSeconds(5));
        assertThat(lastHold()).isLessThanOrEqualTo(end + BETWEEN.toNanos());
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
    private void runUntil(Cases.State state, String word, int times)
            throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RenewingChild.class.getName(),
                                folder.toString(),
                                state.name())
                        .redirectError(folder.resolve("err").toFile())
                        .start();
        int said = 0;
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            while (said < times) {
                String line = lines.readLine();
                assertThat(line).as(Files.readString(folder.resolve("err"))).isNotNull();
                said += line.equals(word) ? 1 : 0;
            }
        } finally {
            child.destroyForcibly(); // SIGKILL
            child.waitFor();
        }
    }
}
