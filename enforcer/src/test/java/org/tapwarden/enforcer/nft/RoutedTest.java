package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.nft.NftLab.echoes;
import static org.tapwarden.enforcer.nft.NftLab.grant;
import static org.tapwarden.enforcer.nft.NftLab.host;
import static org.tapwarden.enforcer.nft.NftLab.in;
import static org.tapwarden.enforcer.nft.NftLab.pings;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.nft.NftLab.Means;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Subject;

/// Where this machine routes.
class RoutedTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private NftLab lab;

    @BeforeEach
    void wire() {
        lab = new NftLab();
        lab.routes();
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothing_of_the_device_passes_and_nothing_to_it_and_others_do(Means means)
            throws Exception {
        Driver driver = lab.driver(means, Family.INET);
        Grant grant = grant(1, "10.77.1.1", "fd77:1::1");
        Outcome outcome = driver.hold(grant, Duration.ofSeconds(8));
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(outcome.detail()).contains("(p1)");
        assertThat(lab.list("table", "inet", "tapwarden"))
                .containsPattern(host(1) + " .* comment \"case-1\"")
                .containsPattern("10.77.1.1 .* comment \"case-1\"")
                .containsPattern("fd77:1::1 .* comment \"case-1\"");
        assertThat(pings(1, "10.77.3.1")).isFalse();
        assertThat(pings(1, "fd77:3::1")).isFalse();
        assertThat(pings(1, "10.77.1.254")).as("this machine itself").isFalse();
        int before = echoes(1);
        assertThat(pings(3, "10.77.1.1")).isFalse();
        assertThat(pings(3, "fd77:1::1")).isFalse();
        assertThat(echoes(1)).as("nothing reached it").isEqualTo(before);
        assertThat(pings(2, "10.77.3.1")).isTrue();
        assertThat(pings(2, "fd77:3::1")).isTrue();
        Thread.sleep(4_500);
        assertThat(pings(1, "10.77.3.1")).as("the kernel lets go by itself").isTrue();
        assertThat(pings(3, "fd77:1::1")).isTrue();
    }

    /// The sensor was told by a forged frame that the device has an innocent's address.
    @Test
    void an_address_that_this_machine_does_not_have_at_the_mac_is_not_stopped() {
        Driver driver = lab.driver(Means.LIBRARY, Family.INET);
        assertThat(driver.hold(grant(1, "10.77.1.1", "10.77.2.1"), LONG).holds()).isTrue();
        assertThat(pings(1, "10.77.3.1")).isFalse();
        assertThat(pings(2, "10.77.3.1")).isTrue();
        assertThat(pings(3, "10.77.2.1")).isTrue();
    }

    @Test
    void a_device_behind_another_router_is_stopped_by_its_address_alone() throws Exception {
        in(1, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        in(1, "ip", "addr", "add", "10.88.0.1/32", "dev", "lo");
        lab.inside("ip", "route", "add", "10.88.0.0/24", "via", "10.77.1.1");
        assertThat(
                        NftLab.run(1, "ping", "-c", "1", "-W", "1", "-I", "10.88.0.1", "10.77.3.1")
                                .exit())
                .isZero();
        Driver driver = lab.driver(Means.LIBRARY, Family.INET);
        Grant grant = grant(1, Set.of(), "10.88.0.1");
        assertThat(driver.reach(grant.subject()).possible()).isTrue();
        assertThat(driver.hold(grant, LONG).holds()).isTrue();
        assertThat(
                        NftLab.run(1, "ping", "-c", "1", "-W", "1", "-I", "10.88.0.1", "10.77.3.1")
                                .exit())
                .isNotZero();
        assertThat(pings(3, "10.88.0.1")).isFalse();
        assertThat(pings(1, "10.77.3.1")).as("the router itself").isTrue();
        assertThat(driver.release(grant).holds()).isTrue();
        assertThat(pings(3, "10.88.0.1")).isTrue();
        // Out there, and this machine itself.
        for (String far : new String[] {"203.0.113.7", "10.77.3.1", "10.77.1.254"}) {
            assertThat(driver.hold(grant(1, Set.of(), far), LONG).reason())
                    .as(far)
                    .isEqualTo(Reason.NOT_IN_PATH);
        }
    }

    @Test
    void where_this_host_does_not_forward_it_is_not_in_the_path() {
        lab.inside("sysctl", "-qw", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        Driver driver = lab.driver(Means.LIBRARY, Family.BRIDGE, Family.INET);
        assertThat(driver.hold(grant(1, "10.77.1.1"), LONG))
                .isEqualTo(Outcome.refused(Reason.NOT_IN_PATH, "not in the path of " + host(1)));
        assertThat(driver.hold(grant(3, Set.of(), "10.77.1.1"), LONG).reason())
                .isEqualTo(Reason.NOT_IN_PATH);
        assertThat(
                        driver.hold(
                                        new Grant("l", "c", new Subject(1, Set.of(), Set.of(), "")),
                                        LONG)
                                .reason())
                .isEqualTo(Reason.NO_MAC);
    }

    /// After a crash nobody knows the addresses any more, only the MAC that the kernel holds.
    @Test
    void with_the_last_mac_of_a_case_its_addresses_are_let_go() {
        Driver driver = lab.driver(Means.LIBRARY, Family.INET);
        assertThat(driver.hold(grant(1, "10.77.1.1"), LONG).holds()).isTrue();
        assertThat(driver.hold(grant(2, "10.77.2.1"), LONG).holds()).isTrue();
        var orphan = new Grant("orphan", "orphan", new Subject(0, Set.of(host(1)), Set.of(), ""));
        assertThat(driver.release(orphan).reason()).isEqualTo(Reason.RELEASED);
        assertThat(driver.held()).hasValue(Map.of(host(2), "case-2"));
        assertThat(lab.list("set", "inet", "tapwarden", "to4"))
                .contains("10.77.2.1")
                .doesNotContain("10.77.1.1");
        assertThat(pings(1, "10.77.3.1")).isTrue();
    }
}
