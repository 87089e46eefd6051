package org.tapwarden.enforcer.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;

class EnforcerStoreTest {

    @TempDir Path folder;

    @Test
    void a_change_that_fails_takes_only_itself_back() throws SQLException {
        try (EnforcerStore store = open()) {
            var bad =
                    store.commit(c -> {
                        Leases.cursor(c, 7);
                        throw new SQLException("no");
                    });
            var good = store.commit(c -> audit(c, "kept"));
            assertThat(good.join()).isTrue();
            assertThat(bad).isCompletedExceptionally();
            assertThat(cursor(store)).isZero();
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_opening_again() throws SQLException {
        try (EnforcerStore store = open()) {
            store.committed(c -> {
                Leases.cursor(c, 42);
                return Leases.intend(
                        c,
                        Sample.order(42),
                        Step.QUARANTINE,
                        Duration.ofHours(1),
                        new Sample.TurnedClocks().now());
            });
        }
        try (EnforcerStore store = open()) {
            assertThat(cursor(store)).isEqualTo(42);
            assertThat(store.committed(Leases::open))
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.order()).isEqualTo(Sample.order(42)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit SET record = replace(record, 'act 3', 'act X') WHERE number = 3",
                "DELETE FROM audit WHERE number = 3",
                "UPDATE audit SET hash = replace(hash, 'a', 'b') WHERE number = 3"
            })
    void verify_names_the_first_row_that_is_not_as_written(String tampering) throws SQLException {
        try (EnforcerStore store = open()) {
            for (int i = 1; i <= 5; i++) {
                String act = "act " + i;
                store.committed(c -> audit(c, act));
            }
            assertThat(store.committed(AuditTrail::verify).intact()).isTrue();
        }
        run(tampering);
        try (EnforcerStore store = open()) {
            assertThat(store.committed(AuditTrail::verify).firstBad()).hasValue(3);
        }
    }

    @Test
    void a_file_of_a_newer_version_is_refused() throws SQLException {
        open().close();
        run("PRAGMA user_version=99");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(this::open)
                .withMessageContaining("99");
    }

    @Test
    void what_the_sensor_protects_is_added_and_never_changed() throws SQLException {
        try (EnforcerStore store = open()) {
            store.committed(c -> Leases.protect(c, Map.of("10.0.0.1", "gateway"), Sample.NOW));
            int added =
                    store.committed(
                            c -> Leases.protect(c, Map.of("10.0.0.1", "nothing"), Sample.NOW));
            assertThat(added).isZero();
            assertThat(store.committed(Leases::protections)).containsEntry("10.0.0.1", "gateway");
        }
    }

    @Test
    void how_a_lease_is_renewed_comes_back_and_beyond_the_cap_the_oldest_claim_is_forgotten()
            throws SQLException {
        var now = new Sample.TurnedClocks().now();
        Duration first = Duration.ofMinutes(15);
        Term term = Term.of(Sample.order(1), Duration.ofHours(4), first);
        for (int i = 2; i <= Term.MOST_CLAIMS + 1; i++) {
            term =
                    term.joined(
                                    Sample.order(i),
                                    first,
                                    Duration.ofHours(4),
                                    first,
                                    Duration.ofHours(24))
                            .term();
        }
        assertThat(term.claims()).hasSize(Term.MOST_CLAIMS).doesNotContain(claim(1));
        Term written = term;
        try (EnforcerStore store = open()) {
            store.committed(
                    c -> Leases.intend(c, Sample.order(1), Step.QUARANTINE, first, written, now));
        }
        try (EnforcerStore store = open()) {
            Lease lease = store.committed(Leases::open).getFirst();
            assertThat(lease.term()).isEqualTo(written);
            Term.Left next = lease.term().renewed(lease.left(now), first);
            store.committed(c -> {
                Leases.term(c, lease.id(), next, now);
                return true;
            });
            assertThat(store.committed(Leases::open).getFirst().term()).isEqualTo(next.term());
        }
    }

    @Test
    void destinations_come_back_and_an_order_that_was_kept_before_there_were_any_has_none()
            throws SQLException {
        Order order =
                Sample.with(Sample.order(1), Step.RESET, Mode.ACT, 2, Duration.ofHours(1), "")
                        .to(
                                Set.of(
                                        Destination.parse("203.0.113.0/24:443"),
                                        Destination.parse("2001:db8::/32")));
        String text = OrderText.write(order);
        assertThat(OrderText.read(text)).isEqualTo(order);
        String before = text.replaceFirst(",\"to\":\\[[^\\]]*]", "");
        assertThat(before).isNotEqualTo(text);
        assertThat(OrderText.read(before)).isEqualTo(order.to(Set.of()));
    }

    private static Claim claim(long number) {
        return Claim.of(Sample.order(number));
    }

    /// What was held before leases were renewed keeps the end that was said, and what waits for a
    /// second person waits alone.
    @Test
    void a_lease_and_a_request_of_an_older_version_stay_what_they_were() throws SQLException {
        var now = new Sample.TurnedClocks().now();
        Order asked =
                Sample.with(
                        Sample.order(2), Step.REVOKE, Mode.ACT, 0, Duration.ofHours(1), "smith");
        try (EnforcerStore store = open()) {
            store.committed(c ->
                    Leases.intend(c, Sample.order(1), Step.QUARANTINE, Duration.ofHours(4), now));
            store.committed(c -> Requests.ask(c, asked, "t", Duration.ofHours(1), now));
        }
        run("DROP INDEX lease_subject");
        run("DROP INDEX request_together");
        run("ALTER TABLE request DROP COLUMN together");
        for (String column : List.of("claims", "room", "granted", "renewals")) {
            run("ALTER TABLE lease DROP COLUMN " + column);
        }
        run("PRAGMA user_version=2");
        try (EnforcerStore store = open()) {
            Lease lease = store.committed(Leases::open).getFirst();
            assertThat(lease.left(now)).isEqualTo(Duration.ofHours(4));
            assertThat(lease.atMost()).isEmpty();
            assertThat(lease.term().claims()).containsExactly(claim(1));
            assertThat(store.<List<Request>>committed(c -> Requests.together(c, asked.id())))
                    .singleElement()
                    .extracting(Request::together)
                    .isEqualTo(asked.id());
        }
    }

    private static long cursor(EnforcerStore store) {
        return store.<Long>committed(Leases::cursor);
    }

    private EnforcerStore open() throws SQLException {
        return EnforcerStore.open(folder.resolve("enforcer.db"));
    }

    private void run(String sql) throws SQLException {
        try (Connection c =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("enforcer.db"));
                Statement statement = c.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean audit(Connection c, String act) throws SQLException {
        AuditTrail.append(c, Instant.EPOCH, "test", act, Map.of("who", "a"));
        return true;
    }
}
