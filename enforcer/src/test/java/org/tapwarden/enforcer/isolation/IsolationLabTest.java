package org.tapwarden.enforcer.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.isolation.IsolationSettings.Subnet;
import org.tapwarden.enforcer.lab.MirrorLab;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// A device that is isolated from its gateway by what both believe, beside an innocent one.
class IsolationLabTest {

    private static final int VICTIM = 1;
    private static final int INNOCENT = 2;
    private static final Duration HOLD = Duration.ofMinutes(3);

    /// Whoever just learnt something false may learn the truth only a second later.
    private static final double LONGEST_MILLIS = 3_000;

    private static MirrorLab lab;
    private static Address linkLocal;

    @TempDir Path folder;

    @BeforeAll
    static void build() {
        lab = new MirrorLab(2);
        assertThat(lab.pings(VICTIM, MirrorLab.OUTSIDE_4)).isTrue();
        assertThat(lab.pings(VICTIM, MirrorLab.OUTSIDE_6)).isTrue();
        linkLocal = Address.parse(linkLocal(MirrorLab.GATEWAY));
    }

    @AfterAll
    static void tidy() {
        if (lab != null) {
            lab.close();
        }
    }

    private static String linkLocal(int host) {
        String told =
                lab.must(
                        lab.name(host),
                        "ip",
                        "-o",
                        "-6",
                        "addr",
                        "show",
                        "dev",
                        "eth0",
                        "scope",
                        "link");
        return told.replaceAll("(?s).*inet6 (\\S+)/.*", "$1");
    }

    private static Subject subject() {
        return new Subject(
                7,
                Set.of(MirrorLab.mac(VICTIM)),
                Set.of(
                        Address.parse(MirrorLab.ipv4(VICTIM)),
                        Address.parse(MirrorLab.ipv6(VICTIM)),
                        Address.parse(linkLocal(VICTIM))),
                "");
    }

    static Grant grant() {
        return new Grant("order-1", "case-17", subject());
    }

    private static IsolationSettings settings(Path folder) {
        return new IsolationSettings(
                folder.resolve("isolated"),
                List.of(
                        new Subnet(
                                lab.injection(),
                                Prefix.parse("10.79.0.0/24"),
                                Set.of(Address.parse(MirrorLab.ipv4(MirrorLab.GATEWAY))),
                                Optional.empty()),
                        new Subnet(
                                lab.injection(),
                                Prefix.parse("fd79::/64"),
                                Set.of(Address.parse(MirrorLab.ipv6(MirrorLab.GATEWAY)), linkLocal),
                                Optional.of(MirrorLab.mac(MirrorLab.GATEWAY)))));
    }

    private IsolationDriver open() throws IOException {
        return new IsolationDriver(
                settings(folder), Step.QUARANTINE, Neighbours.ofKernel(Commands.here()));
    }

    private static void gatewayIsKnown(boolean known) {
        String gateway = MirrorLab.ipv4(MirrorLab.GATEWAY);
        if (known) {
            lab.must(
                    "",
                    "ip",
                    "neigh",
                    "replace",
                    gateway,
                    "lladdr",
                    MirrorLab.mac(MirrorLab.GATEWAY).toString(),
                    "dev",
                    lab.injection(),
                    "nud",
                    "permanent");
        } else {
            lab.run("", "ip", "neigh", "del", gateway, "dev", lab.injection());
        }
    }

    private static boolean reaches(String to) {
        return lab.run(lab.name(VICTIM), "ping", "-n", "-c", "5", "-i", "0.1", "-W", "1", to)
                .succeeded();
    }

    @Test
    void cuts_the_device_in_both_families_and_restores_it_at_once_while_an_innocent_loses_nothing()
            throws Exception {
        gatewayIsKnown(true);
        Process innocent =
                lab.spawn(
                        INNOCENT,
                        "ping",
                        "-n",
                        "-i",
                        "0.01",
                        "-c",
                        "1000",
                        "-W",
                        "2",
                        MirrorLab.OUTSIDE_4);
        Map<String, String> before = lab.forwardingTable();
        try (IsolationDriver driver = open()) {
            driver.prepare();
            assertThat(driver.reach(subject()).possible()).isTrue();
            Outcome outcome = driver.hold(grant(), HOLD);
            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Kind.UNCONFIRMED);
            assertThat(driver.held().orElseThrow())
                    .isEqualTo(Map.of(MirrorLab.mac(VICTIM), "case-17"));
            Thread.sleep(1_500);
            for (String to :
                    List.of(
                            MirrorLab.OUTSIDE_4,
                            MirrorLab.OUTSIDE_6,
                            MirrorLab.ipv4(254),
                            MirrorLab.ipv6(254))) {
                assertThat(reaches(to)).as(to).isFalse();
            }
            long began = System.nanoTime();
            assertThat(driver.release(grant()).reason()).isEqualTo(Reason.RELEASED);
            for (String to : List.of(MirrorLab.OUTSIDE_4, MirrorLab.OUTSIDE_6)) {
                while (!lab.run(lab.name(VICTIM), "ping", "-n", "-c", "1", "-W", "1", to)
                        .succeeded()) {
                    assertThat((System.nanoTime() - began) / 1e6).isLessThan(LONGEST_MILLIS);
                }
            }
            System.out.printf(
                    "isolation: released to reached in both families %.0f ms%n",
                    (System.nanoTime() - began) / 1e6);
            assertThat(driver.held().orElseThrow()).isEmpty();
            assertThat(new String(innocent.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("1000 packets transmitted, 1000 received");
            Map<String, String> after = lab.forwardingTable();
            after.entrySet()
                    .removeIf(e -> e.getValue().equals("pm") && !before.containsKey(e.getKey()));
            assertThat(after).isEqualTo(before);
            while (!Files.readString(folder.resolve("isolated")).equals(OwedTruth.HEADER + "\n")) {
                assertThat((System.nanoTime() - began) / 1e6).isLessThan(LONGEST_MILLIS + 5_000);
                Thread.sleep(20);
            }
        }
    }

    @Test
    void ends_by_itself_when_it_is_not_renewed() throws Exception {
        gatewayIsKnown(true);
        try (IsolationDriver driver = open()) {
            driver.hold(grant(), Duration.ofSeconds(2));
            Thread.sleep(1_000);
            assertThat(reaches(MirrorLab.OUTSIDE_4)).isFalse();
            Thread.sleep(3_500);
            assertThat(reaches(MirrorLab.OUTSIDE_4)).isTrue();
            assertThat(reaches(MirrorLab.OUTSIDE_6)).isTrue();
            assertThat(driver.held().orElseThrow()).isEmpty();
        }
    }

    @Test
    void after_a_kill_the_next_start_tells_the_truth() throws Exception {
        gatewayIsKnown(true);
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledIsolation.class.getName(),
                                folder.toString(),
                                lab.injection(),
                                linkLocal.toString(),
                                linkLocal(VICTIM))
                        .redirectErrorStream(true)
                        .start();
        var said = child.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); !"held".equals(line); line = said.readLine()) {
            assertThat(line).as("the child").isNotNull();
        }
        Thread.sleep(1_000);
        child.destroyForcibly().waitFor();
        assertThat(reaches(MirrorLab.OUTSIDE_4)).as("believed until they find out").isFalse();
        try (IsolationDriver driver = open()) {
            assertThat(driver.held().orElseThrow())
                    .isEqualTo(Map.of(MirrorLab.mac(VICTIM), "of an earlier run"));
            driver.prepare();
            assertThat(reaches(MirrorLab.OUTSIDE_4)).isTrue();
            assertThat(reaches(MirrorLab.OUTSIDE_6)).isTrue();
            assertThat(driver.held().orElseThrow()).isEmpty();
        }
    }

    @Test
    void ending_in_order_tells_the_truth() throws Exception {
        gatewayIsKnown(true);
        try (IsolationDriver driver = open()) {
            driver.hold(grant(), HOLD);
            Thread.sleep(2_500);
            assertThat(reaches(MirrorLab.OUTSIDE_4)).isFalse();
        }
        assertThat(reaches(MirrorLab.OUTSIDE_4)).isTrue();
        assertThat(Files.readString(folder.resolve("isolated"))).isEqualTo(OwedTruth.HEADER + "\n");
    }

    @Test
    void refuses_where_the_gateway_is_not_known_and_where_this_machine_forwards() throws Exception {
        gatewayIsKnown(false);
        try (IsolationDriver driver = open()) {
            assertThat(driver.hold(grant(), HOLD))
                    .isEqualTo(
                            Outcome.refused(
                                    Reason.GATEWAY_UNKNOWN,
                                    "the MAC of the gateway of 10.79.0.0/24 is not known"));
            gatewayIsKnown(true);
            String forwarding = "net.ipv4.conf." + lab.injection() + ".forwarding=";
            lab.must("", "sysctl", "-qw", forwarding + "1");
            try {
                assertThat(driver.hold(grant(), HOLD).reason()).isEqualTo(Reason.NOT_IN_PATH);
            } finally {
                lab.must("", "sysctl", "-qw", forwarding + "0");
            }
            assertThat(driver.held().orElseThrow()).isEmpty();
            assertThat(folder.resolve("isolated")).doesNotExist();
        }
    }

    /// Holds until it is killed.
    static final class KilledIsolation {

        private KilledIsolation() {}

        public static void main(String[] arguments) throws Exception {
            var subnets =
                    List.of(
                            new Subnet(
                                    arguments[1],
                                    Prefix.parse("10.79.0.0/24"),
                                    Set.of(Address.parse(MirrorLab.ipv4(MirrorLab.GATEWAY))),
                                    Optional.of(MirrorLab.mac(MirrorLab.GATEWAY))),
                            new Subnet(
                                    arguments[1],
                                    Prefix.parse("fd79::/64"),
                                    Set.of(
                                            Address.parse(MirrorLab.ipv6(MirrorLab.GATEWAY)),
                                            Address.parse(arguments[2])),
                                    Optional.of(MirrorLab.mac(MirrorLab.GATEWAY))));
            var settings =
                    new IsolationSettings(Path.of(arguments[0]).resolve("isolated"), subnets);
            var driver = new IsolationDriver(settings, Step.QUARANTINE, device -> Map.of());
            var subject =
                    new Subject(
                            7,
                            Set.of(MirrorLab.mac(VICTIM)),
                            Set.of(
                                    Address.parse(MirrorLab.ipv4(VICTIM)),
                                    Address.parse(MirrorLab.ipv6(VICTIM)),
                                    Address.parse(arguments[3])),
                            "");
            if (driver.hold(new Grant("order-1", "case-17", subject), HOLD).holds()) {
                System.out.println("held");
            }
            Thread.sleep(60_000);
        }
    }
}
