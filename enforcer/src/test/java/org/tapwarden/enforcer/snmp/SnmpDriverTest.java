package org.tapwarden.enforcer.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Subject;

/// What no switch of the lab does, over real datagrams.
class SnmpDriverTest {

    private static final Mac ROGUE = Mac.parse("02:00:00:00:01:01");
    private static final Mac OTHER = Mac.parse("02:00:00:00:01:02");
    private static final Mac OWN = Mac.parse("02:00:00:00:02:01");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int LEARNED = 3;
    private static final int SELF = 4;
    private static final int INDEX = 101;

    @TempDir Path folder;

    private SnmpDriver driver(Switch... switches) {
        return new SnmpDriver(
                new SnmpNetwork(folder.resolve("shut-ports"), 8, List.of(switches)), Locator.NONE);
    }

    private static Grant grant(Mac... macs) {
        return new Grant("order-1", "case-17", new Subject(1, Set.of(macs), Set.of(), ""));
    }

    private String recorded() throws IOException {
        return Files.readString(folder.resolve("shut-ports"));
    }

    private static ScriptedSwitch usual(ScriptedSwitch one) {
        return one.port(1, INDEX, "Gi1/0/1").plain(ROGUE, 1, LEARNED);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void awaits(Condition condition) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(12);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @ParameterizedTest
    @CsvSource({
        PDU.noAccess + ", SET_NO_ACCESS",
        PDU.authorizationError + ", SET_AUTHORIZATION_ERROR",
        PDU.notWritable + ", SET_NOT_WRITABLE",
        PDU.genErr + ", SET_REFUSED",
        PDU.commitFailed + ", SET_REFUSED",
    })
    void a_refusal_is_told_apart_and_leaves_nothing(int status, Reason reason) throws IOException {
        try (ScriptedSwitch one =
                        new ScriptedSwitch("closet") {
                            @Override
                            int set(OID oid, int value) {
                                return status;
                            }
                        };
                SnmpDriver driver = driver(usual(one).named())) {
            Outcome outcome = driver.hold(grant(ROGUE), MINUTE);
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
            assertThat(outcome.reason()).isEqualTo(reason);
            assertThat(one.sets).containsExactly("7.101=2");
            assertThat(recorded()).doesNotContain("Gi1/0/1");
            assertThat(driver.held()).contains(Map.of());
        }
    }

    @Test
    void a_port_that_stays_on_is_not_held_and_is_put_back() throws IOException {
        try (ScriptedSwitch one =
                        new ScriptedSwitch("closet") {
                            @Override
                            int set(OID oid, int value) {
                                objects.put(oid, new Integer32(value)); // and the port stays on
                                return 0;
                            }
                        };
                SnmpDriver driver = driver(usual(one).named())) {
            long began = System.nanoTime();
            Outcome outcome = driver.hold(grant(ROGUE), MINUTE);
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
            assertThat(outcome.reason()).isEqualTo(Reason.PORT_STILL_UP);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(one.sets).containsExactly("7.101=2", "7.101=1");
            assertThat(recorded()).doesNotContain("Gi1/0/1");
        }
    }

    @Test
    void a_port_whose_answer_was_lost_is_opened_again() throws Exception {
        try (ScriptedSwitch one =
                        new ScriptedSwitch("closet") {
                            @Override
                            int set(OID oid, int value) {
                                super.set(oid, value);
                                return value == Port.DOWN ? -1 : 0;
                            }
                        };
                SnmpDriver driver = driver(usual(one).named())) {
            Outcome outcome = driver.hold(grant(ROGUE), MINUTE);
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
            assertThat(outcome.reason()).isEqualTo(Reason.SWITCH_SILENT);
            awaits(() -> one.admin(INDEX) == Port.UP && !recorded().contains("Gi1/0/1"));
        }
    }

    @Test
    void an_end_that_the_switch_does_not_do_is_no_end() throws Exception {
        try (ScriptedSwitch one =
                        new ScriptedSwitch("closet") {
                            @Override
                            int set(OID oid, int value) {
                                return value == Port.DOWN ? super.set(oid, value) : 0;
                            }
                        };
                SnmpDriver driver = driver(usual(one).named())) {
            assertThat(driver.hold(grant(ROGUE), MINUTE).reason()).isEqualTo(Reason.PORT_SHUT);
            Outcome outcome = driver.release(grant(ROGUE));
            assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
            assertThat(outcome.reason()).isEqualTo(Reason.PORT_STILL_DOWN);
            assertThat(recorded()).contains("Gi1/0/1", "OPENING");
        }
    }

    @Test
    void nothing_is_shut_that_could_not_be_written_down() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet");
                SnmpDriver driver = driver(usual(one).named())) {
            // A folder stands where the new file has to be.
            Files.createDirectory(folder.resolve(".shut-ports.new"));
            Outcome outcome = driver.hold(grant(ROGUE), MINUTE);
            assertThat(outcome.reason()).isEqualTo(Reason.PORT_RECORD_FAILED);
            assertThat(one.sets).isEmpty();
        }
    }

    @Test
    void a_switch_that_numbers_its_ports_anew_is_asked_for_the_name() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet");
                SnmpDriver driver = driver(usual(one).named())) {
            assertThat(driver.hold(grant(ROGUE), MINUTE).reason()).isEqualTo(Reason.PORT_SHUT);
            one.port(1, 205, "Gi1/0/1").port(2, INDEX, "Gi1/0/2");
            one.put("1.3.6.1.2.1.2.2.1.7.205", new Integer32(Port.DOWN));
            one.sets.clear();
            assertThat(driver.release(grant(ROGUE)).reason()).isEqualTo(Reason.RELEASED);
            assertThat(one.sets).containsExactly("7.205=1");
        }
    }

    @Test
    void a_port_that_is_gone_is_not_forgotten() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet");
                SnmpDriver driver = driver(usual(one).named())) {
            assertThat(driver.hold(grant(ROGUE), MINUTE).reason()).isEqualTo(Reason.PORT_SHUT);
            one.objects.remove(new OID("1.3.6.1.2.1.31.1.1.1.1." + INDEX));
            assertThat(driver.release(grant(ROGUE)).reason()).isEqualTo(Reason.PORT_NOT_FOUND);
            assertThat(recorded()).contains("Gi1/0/1");
            one.port(1, INDEX, "Gi1/0/1");
            assertThat(driver.release(grant(ROGUE)).reason()).isEqualTo(Reason.RELEASED);
        }
    }

    @Test
    void a_switch_that_left_the_settings_keeps_its_entry() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet");
                ScriptedSwitch two = new ScriptedSwitch("attic")) {
            try (SnmpDriver driver = driver(usual(one).named())) {
                assertThat(driver.hold(grant(ROGUE), MINUTE).reason()).isEqualTo(Reason.PORT_SHUT);
            }
            try (SnmpDriver driver = driver(usual(two).named())) {
                assertThat(driver.hold(grant(ROGUE), MINUTE).reason())
                        .isEqualTo(Reason.SWITCH_NOT_IN_SETTINGS);
                assertThat(driver.release(grant(ROGUE)).reason())
                        .isEqualTo(Reason.SWITCH_NOT_IN_SETTINGS);
                assertThat(recorded()).contains("closet");
                assertThat(two.sets).isEmpty();
            }
        }
    }

    @Test
    void tables_that_make_no_sense_or_have_no_end_shut_nothing() throws IOException {
        try (ScriptedSwitch circle =
                        new ScriptedSwitch("circle") {
                            @Override
                            VariableBinding following(OID oid) {
                                return new VariableBinding(oid, new Integer32(1));
                            }
                        };
                ScriptedSwitch endless =
                        new ScriptedSwitch("endless") {
                            @Override
                            VariableBinding following(OID oid) {
                                return new VariableBinding(next(oid), new Integer32(1));
                            }
                        };
                ScriptedSwitch empty = new ScriptedSwitch("empty")) {
            for (Map.Entry<ScriptedSwitch, Set<Reason>> one :
                    Map.of(
                                    circle, Set.of(Reason.SWITCH_MALFORMED_ANSWER),
                                    empty, Set.of(Reason.SWITCH_NO_TABLE),
                                    endless, Set.of(Reason.SWITCH_TOO_SLOW, Reason.SWITCH_SILENT))
                            .entrySet()) {
                try (SnmpDriver driver = driver(one.getKey().named())) {
                    long began = System.nanoTime();
                    assertThat(driver.hold(grant(ROGUE), MINUTE).reason()).isIn(one.getValue());
                    assertThat(Duration.ofNanos(System.nanoTime() - began))
                            .isLessThan(Duration.ofSeconds(5));
                }
                assertThat(one.getKey().sets).isEmpty();
            }
        }
    }

    private static OID next(OID oid) {
        return oid.size() > 14
                ? new OID(oid).trim().append(oid.last() + 1)
                : new OID(oid).append(1);
    }

    @Test
    void a_table_that_is_too_long_to_be_read_whole_is_not_judged() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet")) {
            usual(one);
            for (int i = 0; i <= Walk.MOST_ROWS; i++) {
                one.plain(new Mac(0x020001000000L + i), 2, LEARNED);
            }
            try (SnmpDriver driver = driver(one.named())) {
                assertThat(driver.hold(grant(ROGUE), MINUTE).reason())
                        .isEqualTo(Reason.SWITCH_TOO_SLOW);
                assertThat(one.sets).isEmpty();
            }
        }
    }

    @Test
    void of_two_switches_the_one_where_the_cable_ends_is_chosen() throws IOException {
        try (ScriptedSwitch core = new ScriptedSwitch("core");
                ScriptedSwitch edge = new ScriptedSwitch("edge")) {
            // The core sees the device and the edge switch itself behind one port.
            usual(core).plain(OWN, 1, LEARNED);
            usual(edge).plain(OWN, 5, SELF);
            try (SnmpDriver driver = driver(core.named(), edge.named())) {
                assertThat(driver.hold(grant(ROGUE), MINUTE).detail())
                        .isEqualTo("shut: edge, port Gi1/0/1");
                assertThat(core.sets).isEmpty();
                assertThat(edge.sets).containsExactly("7.101=2");
            }
        }
    }

    @Test
    void a_device_that_is_seen_at_two_places_is_at_none() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("one");
                ScriptedSwitch two = new ScriptedSwitch("two");
                SnmpDriver driver = driver(usual(one).named(), usual(two).named())) {
            Outcome outcome = driver.hold(grant(ROGUE), MINUTE);
            assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
            assertThat(outcome.reason()).isEqualTo(Reason.PORT_AMBIGUOUS);
            assertThat(outcome.detail())
                    .contains("one, port Gi1/0/1", "two, port Gi1/0/1", "'never'");
            assertThat(one.sets).isEmpty();
            assertThat(two.sets).isEmpty();
        }
    }

    @Test
    void the_table_with_vlans_is_read_as_well_as_the_one_without() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet")) {
            one.port(1, INDEX, "Gi1/0/1").tagged(7, ROGUE, 1);
            try (SnmpDriver driver = driver(one.named())) {
                assertThat(driver.reach(grant(ROGUE).subject()).words())
                        .isEqualTo("at closet, port Gi1/0/1");
            }
            // Another device of another VLAN, at the same port.
            one.tagged(8, OTHER, 1);
            try (SnmpDriver driver = driver(one.named())) {
                assertThat(driver.hold(grant(ROGUE), MINUTE).reason())
                        .isEqualTo(Reason.PORT_SHARED);
                assertThat(driver.hold(grant(ROGUE, OTHER), MINUTE).reason())
                        .as("both are the subject's")
                        .isEqualTo(Reason.PORT_SHUT);
            }
        }
    }

    @Test
    void a_trunk_and_a_port_to_the_root_of_the_spanning_tree_are_no_place() throws IOException {
        try (ScriptedSwitch trunk = new ScriptedSwitch("trunk");
                ScriptedSwitch rooted = new ScriptedSwitch("rooted");
                ScriptedSwitch below = new ScriptedSwitch("below")) {
            usual(trunk);
            for (int vlan : List.of(10, 20)) {
                trunk.put("1.3.6.1.2.1.17.7.1.4.2.1.4.0." + vlan, list(0x80));
                trunk.put("1.3.6.1.2.1.17.7.1.4.2.1.5.0." + vlan, list(0x00));
            }
            usual(rooted).put("1.3.6.1.2.1.17.2.7.0", new Integer32(1));
            usual(below)
                    .put(
                            "1.3.6.1.2.1.17.2.15.1.8.1",
                            new OctetString(new byte[] {(byte) 0x80, 0, 2, 0, 0, 0, 9, 9}));
            for (ScriptedSwitch one : List.of(trunk, rooted, below)) {
                try (SnmpDriver driver = driver(one.named())) {
                    assertThat(driver.hold(grant(ROGUE), MINUTE).reason())
                            .isEqualTo(Reason.PORT_OF_SWITCH);
                }
                assertThat(one.sets).isEmpty();
            }
        }
    }

    private static OctetString list(int bits) {
        return new OctetString(new byte[] {(byte) bits});
    }

    @Test
    void a_device_without_a_mac_is_nobody() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet");
                SnmpDriver driver = driver(usual(one).named())) {
            for (Mac[] macs :
                    List.of(
                            new Mac[0],
                            new Mac[] {Mac.UNKNOWN},
                            new Mac[] {Mac.parse("01:00:5e:00:00:01")})) {
                assertThat(driver.hold(grant(macs), MINUTE).reason())
                        .as(Arrays.toString(macs))
                        .isEqualTo(Reason.NO_MAC);
            }
        }
    }

    @Test
    void the_record_is_read_by_nobody_else() throws IOException {
        try (ScriptedSwitch one = new ScriptedSwitch("closet");
                SnmpDriver driver = driver(usual(one).named())) {
            assertThat(driver.hold(grant(ROGUE), MINUTE).reason()).isEqualTo(Reason.PORT_SHUT);
            assertThat(Files.getPosixFilePermissions(folder.resolve("shut-ports")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
            assertThat(Optional.of(recorded()))
                    .hasValueSatisfying(text -> assertThat(text).doesNotContain("password"));
        }
    }
}
