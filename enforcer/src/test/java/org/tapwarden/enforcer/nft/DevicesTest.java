package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.nft.NftLab.echoes;
import static org.tapwarden.enforcer.nft.NftLab.grant;
import static org.tapwarden.enforcer.nft.NftLab.host;
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
import org.tapwarden.enforcer.nft.NftLab.Means;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// At devices that the settings name, whatever this machine does with their frames.
class DevicesTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private NftLab lab;

    @BeforeEach
    void wire() {
        lab = new NftLab();
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource
    void no_frame_of_the_device_comes_in_none_to_it_goes_out_and_others_do(Means means)
            throws Exception {
        Driver driver = lab.driver(means, Set.of("p1"), Family.NETDEV);
        Outcome outcome = driver.hold(grant(1), Duration.ofSeconds(8));
        assertThat(outcome.holds()).as(outcome.detail()).isTrue();
        assertThat(driver.held()).hasValue(Map.of(host(1), "case-1"));
        assertThat(lab.list("set", "netdev", "tapwarden", "quarantine"))
                .containsPattern(host(1) + " .*timeout 8s expires .* comment \"case-1\"");
        int before = echoes(1);
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(pings(1, "fd77::3")).isFalse();
        assertThat(NftLab.run(1, "arping", "-c", "1", "-w", "1", "-I", "eth0", "10.77.0.2").exit())
                .as("ARP is cut as well")
                .isNotZero();
        assertThat(pings(3, "10.77.0.1")).isFalse();
        assertThat(pings(3, "fd77::1")).isFalse();
        assertThat(echoes(1)).as("nothing reached it").isEqualTo(before);
        assertThat(pings(2, "10.77.0.3")).isTrue();
        assertThat(pings(2, "fd77::3")).isTrue();
        Thread.sleep(4_500);
        assertThat(pings(1, "10.77.0.3")).as("the kernel lets go by itself").isTrue();
        assertThat(driver.hold(grant(2), LONG))
                .isEqualTo(Outcome.refused(Reason.NOT_IN_PATH, "not in the path of " + host(2)));
    }

    @Test
    void where_this_machine_routes_even_its_answers_to_arp_stop() {
        lab.routes();
        Driver driver = lab.driver(Means.LIBRARY, Set.of("p1", "p2"), Family.INET, Family.NETDEV);
        assertThat(driver.hold(grant(1), LONG).holds()).isTrue();
        assertThat(pings(1, "10.77.3.1")).isFalse();
        assertThat(pings(1, "fd77:3::1")).isFalse();
        assertThat(
                        NftLab.run(1, "arping", "-c", "1", "-w", "1", "-I", "eth0", "10.77.1.254")
                                .exit())
                .isNotZero();
        int before = echoes(1);
        assertThat(pings(3, "10.77.1.1")).isFalse();
        assertThat(echoes(1)).isEqualTo(before);
        assertThat(pings(2, "10.77.3.1")).isTrue();
        assertThat(driver.releaseAll().holds()).isTrue();
        assertThat(pings(1, "10.77.3.1")).isTrue();
        assertThat(lab.list("tables")).isEmpty();
    }

    @Test
    void a_device_that_is_not_there_is_named_and_looked_at_when_it_comes() {
        Driver driver = lab.driver(Means.LIBRARY, Set.of("p1", "p2"), Family.BRIDGE, Family.NETDEV);
        lab.unplug(2);
        assertThat(driver.probe().words()).contains("families bridge, netdev, without p2;");
        assertThat(driver.hold(grant(1), LONG).holds()).isTrue();
        lab.plug(2);
        lab.inside("ip", "link", "set", "p2", "master", "br0");
        lab.addresses(2, "10.77.0.2", "fd77::2");
        assertThat(pings(2, "10.77.0.3")).isTrue();
        assertThat(driver.hold(grant(2), LONG).holds()).isTrue();
        assertThat(lab.list("chain", "netdev", "tapwarden", "frames_ingress"))
                .contains("devices = { p1, p2 }");
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(pings(2, "10.77.0.3")).isFalse();
        assertThat(driver.held().orElseThrow()).containsOnlyKeys(host(1), host(2));
    }

    @Test
    void other_devices_after_a_restart_leave_who_is_held_held() {
        assertThat(
                        lab.driver(Means.LIBRARY, Set.of("p1"), Family.NETDEV)
                                .hold(grant(1), LONG)
                                .holds())
                .isTrue();
        Driver restarted = lab.driver(Means.LIBRARY, Set.of("p1", "p2"), Family.NETDEV);
        restarted.prepare();
        assertThat(restarted.held()).hasValue(Map.of(host(1), "case-1"));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(restarted.hold(grant(2), LONG).holds()).isTrue();
        assertThat(pings(2, "10.77.0.3")).isFalse();
    }
}
