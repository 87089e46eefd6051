package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// A switch and three hosts in network namespaces of this test's own; real kernel, real packets.
class NftablesDriverTest {

    private static final String RUN = "tw" + ProcessHandle.current().pid();
    private static final String SWITCH = RUN + "sw";
    private static final Mac ROGUE = host(1);
    private static final Grant GRANT =
            new Grant("order-1", "case-17", new Subject(1, Set.of(ROGUE), Set.of(), ""));

    private final Commands inside = new Commands(List.of("ip", "netns", "exec", SWITCH));
    private final NftablesDriver driver = new NftablesDriver(inside, Set.of("p3"));

    @BeforeEach
    void wire_a_switch_and_three_hosts() {
        assumeThat(System.getProperty("user.name"))
                .as("network namespaces need root")
                .isEqualTo("root");
        cleanUp();
        ip("netns", "add", SWITCH);
        inside("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        inside("ip", "link", "set", "br0", "up");
        for (int i = 1; i <= 3; i++) {
            String name = RUN + "h" + i;
            ip("netns", "add", name);
            inside("ip", "link", "add", "p" + i, "type", "veth", "peer", "eth0", "netns", name);
            inside("ip", "link", "set", "p" + i, "master", "br0", "up");
            in(name, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0");
            in(name, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
            in(name, "ip", "link", "set", "eth0", "address", host(i).toString(), "up");
            in(name, "ip", "addr", "add", "10.77.0." + i + "/24", "dev", "eth0");
            in(name, "ip", "addr", "add", "fd77::" + i + "/64", "dev", "eth0", "nodad");
        }
        assertThat(pings(1, "10.77.0.3")).isTrue();
        assertThat(pings(2, "10.77.0.3")).isTrue();
        assertThat(pings(1, "fd77::3")).isTrue();
    }

    @AfterEach
    void cleanUp() {
        for (String name : List.of(RUN + "h1", RUN + "h2", RUN + "h3", SWITCH)) {
            Commands.here().run(List.of("ip", "netns", "del", name), "");
        }
    }

    @Test
    void cuts_the_device_in_both_families_and_an_innocent_loses_not_one_ping() throws Exception {
        Process innocent =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                RUN + "h2",
                                "ping",
                                "-n",
                                "-i",
                                "0.02",
                                "-c",
                                "150",
                                "-W",
                                "1",
                                "10.77.0.3")
                        .start();
        Outcome outcome = driver.hold(GRANT, Duration.ofSeconds(60));
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(driver.held()).hasValue(Map.of(ROGUE, "case-17"));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(pings(1, "fd77::3")).isFalse();
        assertThat(pings(3, "10.77.0.1")).isFalse();
        assertThat(pings(3, "fd77::1")).isFalse();
        in(RUN + "h1", "ip", "neigh", "flush", "all");
        assertThat(run(RUN + "h1", "ping", "-c", "1", "-W", "1", "10.77.0.2").exit())
                .as("ARP is cut as well")
                .isNotZero();
        driver.hold(GRANT, Duration.ofSeconds(60));
        assertThat(driver.release(GRANT).reason()).isEqualTo(Reason.RELEASED);
        assertThat(pings(1, "10.77.0.3")).isTrue();
        String told = new String(innocent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told).contains("150 packets transmitted, 150 received");
    }

    @Test
    void the_kernel_lets_go_by_itself() throws Exception {
        driver.hold(GRANT, Duration.ofSeconds(2));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        Thread.sleep(2_500);
        assertThat(pings(1, "10.77.0.3")).isTrue();
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(driver.release(GRANT).holds()).as("releasing twice is no trouble").isTrue();
    }

    @Test
    void holding_again_starts_the_timeout_again() throws Exception {
        driver.hold(GRANT, Duration.ofSeconds(2));
        driver.hold(GRANT, Duration.ofSeconds(30));
        Thread.sleep(2_500);
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(driver.releaseAll().reason()).isEqualTo(Reason.RELEASED);
        assertThat(pings(1, "10.77.0.3")).isTrue();
    }

    @Test
    void refuses_where_it_is_not_in_the_path() {
        assertRefused(new Mac(0x0200_dead_beefL));
        // Behind the uplink: the bridge sees it, and does not stand between it and its neighbours.
        assertRefused(host(3));
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(driver.step()).isEqualTo(Step.QUARANTINE);
    }

    @Test
    void a_routed_device_is_cut_where_this_host_forwards_and_refused_where_it_does_not() {
        inside("ip", "link", "set", "p1", "nomaster");
        inside("ip", "addr", "add", "10.77.0.254/24", "dev", "p1");
        in(RUN + "h1", "ip", "neigh", "flush", "all");
        assertThat(pings(1, "10.77.0.254")).isTrue();
        assertRefused(ROGUE);
        inside("sysctl", "-qw", "net.ipv4.ip_forward=1");
        Outcome outcome = driver.hold(GRANT, Duration.ofSeconds(30));
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(pings(1, "10.77.0.254")).isFalse();
    }

    private void assertRefused(Mac mac) {
        var grant = new Grant("order-2", "case-2", new Subject(2, Set.of(mac), Set.of(), ""));
        assertThat(driver.hold(grant, Duration.ofSeconds(5)))
                .isEqualTo(Outcome.refused(Reason.NOT_IN_PATH, "not in the path of " + mac));
    }

    private static Mac host(int i) {
        return new Mac(0x0200_0000_7700L + i);
    }

    private static boolean pings(int from, String to) {
        return run(RUN + "h" + from, "ping", "-n", "-c", "2", "-i", "0.2", "-W", "1", to).exit()
                == 0;
    }

    private void inside(String... command) {
        in(SWITCH, command);
    }

    private static void in(String namespace, String... command) {
        Commands.Ran ran = run(namespace, command);
        assertThat(ran.exit()).as(String.join(" ", command) + ": " + ran.err()).isZero();
    }

    private static Commands.Ran run(String namespace, String... command) {
        return new Commands(List.of("ip", "netns", "exec", namespace)).run(List.of(command), "");
    }

    private static void ip(String... arguments) {
        var command = new ArrayList<String>(List.of("ip"));
        command.addAll(List.of(arguments));
        Commands.Ran ran = Commands.here().run(command, "");
        assertThat(ran.exit()).as(ran.err()).isZero();
    }
}
