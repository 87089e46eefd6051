package org.tapwarden.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.identity.Use;
import org.tapwarden.detector.maker.Makers;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.Enforcer;
import org.tapwarden.enforcer.EnforcerSettings;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.RecordingDriver;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.lease.Request;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;

/// `tapwarden quarantine add` and `list`, on stores and an enforcer of their own.
class QuarantineAddTest {

    private static final String MAC = "00:21:70:00:00:01";

    @TempDir Path folder;
    private SensorStore store;
    private EnforcerStore leases;
    private Enforcer enforcer;

    record Said(int exit, String out, String err) {}

    @BeforeEach
    void a_device_was_seen() throws IOException, SQLException {
        store = new SensorStore(folder.resolve("sensor.db"), Segments.UNDECLARED);
        var endpoints = new Endpoints(Makers.load(), store::nextId, store, 100);
        Objects.requireNonNull(
                endpoints.atMac(
                        Segments.UNDECLARED.all().getFirst(), 0x002170000001L, 1_000_000_000L));
        store.awaitCommitted(store.submitted());
        leases = EnforcerStore.open(folder.resolve("enforcer.db"));
        enforcer =
                new Enforcer(
                        EnforcerSettings.USUAL,
                        leases,
                        (number, limit) -> List.of(),
                        Witness.silent(),
                        List.of(
                                new RecordingDriver(Step.RESET),
                                new RecordingDriver(Step.QUARANTINE)),
                        () -> Optional.of(ProtectedSet.NOBODY),
                        new Desk(
                                new DeskSettings(
                                        List.of(), "t@o.example", "o.example", ZoneOffset.UTC)),
                        () -> {},
                        Clocks.ofThisMachine());
        enforcer.start();
    }

    @AfterEach
    void close() throws SQLException {
        enforcer.close();
        leases.close();
        store.close();
    }

    private Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var tools =
                new Tools(
                        "smith",
                        ZoneId.of("UTC"),
                        InstantSource.system(),
                        null,
                        store,
                        enforcer,
                        null,
                        Map.of());
        int exit =
                Operations.over(
                                tools,
                                arguments,
                                new PrintWriter(out, true),
                                new PrintWriter(err, true))
                        .execute(arguments);
        return new Said(exit, out.toString(), err.toString());
    }

    private Said add(String... more) {
        List<String> all = new ArrayList<>(List.of("quarantine", "add", MAC, "--why", "ticket"));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    @Test
    void a_person_takes_destinations_away_for_as_long_as_they_say() {
        Said said =
                add(
                        "--step",
                        "restrict",
                        "--to",
                        "203.0.113.0/24:443,[2001:db8::/32]:443",
                        "--to",
                        "203.0.113.5",
                        "--minutes",
                        "30");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(enforcer.leases())
                .singleElement()
                .satisfies(lease -> {
                    assertThat(lease.step()).isEqualTo(Step.RESET);
                    assertThat(lease.order().destinations()).hasSize(3);
                    assertThat(lease.atMost()).as("not renewed").isEmpty();
                });
        assertThat(run("quarantine", "list").out())
                .contains(MAC, " to 203.0.113.0/24:443, 203.0.113.5, [2001:db8::/32]:443  until ")
                .doesNotContain("renewed while");
    }

    @Test
    void of_any_device_it_is_said_why_it_is_or_is_not_held() {
        assertThat(run("quarantine", "why", MAC).out())
                .isEqualTo(
                        "Not quarantined: no rule asked for a step against it, and nobody did.\n");
        assertThat(add("--minutes", "30").exit()).isZero();
        assertThat(run("quarantine", "why", MAC).out())
                .startsWith("Quarantined until ")
                .contains("by recording), asked by smith, clause K.17. ");
        Said unseen = run("quarantine", "why", "00:21:70:00:99:99");
        assertThat(unseen.exit()).isEqualTo(1);
        assertThat(unseen.err()).contains("no device with MAC 00:21:70:00:99:99 was seen");
        assertThat(run("quarantine", "why", "printer").err()).contains("is no MAC address");
    }

    @ParameterizedTest
    @CsvSource({
        "restrict, 0.0.0.0/0, 2, is everything",
        "restrict, www.example.edu, 2, is no destination",
        "quarantine, 203.0.113.5, 1, destinations go with restrict; quarantine stops everything",
        "confine, 203.0.113.5, 2, is no step; say warn"
    })
    void what_is_wrong_is_said_and_nobody_is_touched(String step, String to, int exit, String why) {
        Said said = add("--step", step, "--to", to);
        assertThat(said.exit()).isEqualTo(exit);
        assertThat(said.err()).contains(why);
        assertThat(enforcer.leases()).isEmpty();
    }

    @Test
    void all_devices_of_one_person_wait_for_one_confirmation_and_shared_ones_are_left_alone()
            throws IOException {
        var endpoints = new Endpoints(Makers.load(), store::nextId, store, 100);
        List<Long> ids = new ArrayList<>();
        for (long mac : new long[] {0x002170000001L, 0x002170000002L, 0x002170000003L}) {
            ids.add(
                    Objects.requireNonNull(
                                    endpoints.atMac(
                                            Segments.UNDECLARED.all().getFirst(),
                                            mac,
                                            2_000_000_000L))
                            .id());
        }
        assertThat(add("--step", "revoke", "--all-devices").err())
                .contains("it is not known that one person, and nobody else, uses this device");
        store.bound(new Binding(ids.get(0), Persons.USER, "kim", 1_000, "kerberos", 90));
        store.bound(new Binding(ids.get(1), Persons.USER, "SCHOOL\\kim", 1_000, "radius", 95));
        store.bound(new Binding(ids.get(2), Persons.USER, "kim\nlee", 1_000, "kerberos", 60));
        store.bound(new Binding(ids.get(2), Persons.USE, Use.SHARED.word(), 1_000, "kerberos", 60));
        store.awaitCommitted(store.submitted());
        assertThat(add("--all-devices").err()).contains("goes with --step suspend or revoke");
        assertThat(add("--step", "revoke", "--all-devices", "--to", "203.0.113.5").err())
                .contains("destinations go with restrict");
        Said said = add("--step", "revoke", "--all-devices");
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("[00:21:70:00:00:01] waits: ", "[00:21:70:00:00:02] waits: ")
                .contains("00:21:70:00:00:03 left alone: others use it, too")
                .contains("they say: tapwarden quarantine confirm together-")
                .doesNotContain("kim");
        assertThat(enforcer.leases()).isEmpty();
        assertThat(enforcer.safeguards().requests())
                .hasSize(2)
                .extracting(Request::together)
                .containsOnly(enforcer.safeguards().requests().getFirst().together());
        String together = enforcer.safeguards().requests().getFirst().together();
        assertThat(run("quarantine", "confirm", together).out())
                .as("who asked may not confirm")
                .contains("another person must confirm it");
        assertThat(enforcer.safeguards().confirm(together, "jones"))
                .hasSize(2)
                .allMatch(Outcome::holds);
        assertThat(enforcer.leases())
                .hasSize(2)
                .allSatisfy(lease -> assertThat(lease.step()).isEqualTo(Step.REVOKE));
        assertThat(store.audit(0, 100).toString()).contains("devices of one person asked");
    }

    @Test
    void help_shows_how_a_destination_is_written() {
        assertThat(run("quarantine", "add", "--help").out())
                .contains("--to=NETWORK[:PORT]")
                .containsPattern(
                        "(?m)--step restrict \\\\\\R +--to '203\\.0\\.113\\.0/24:443,\\[2001:db8::/32]:443'");
    }
}
