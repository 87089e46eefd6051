package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.lab.MirrorLab;
import org.tapwarden.enforcer.order.Subject;

/// A held port of a real bridge.
class EdgePortsTest {

    private static final Mac ROGUE = MirrorLab.mac(1);
    private static final Mac NEW_MAC = new Mac(0x0a00_0000_0001L);
    private static final Grant GRANT = grant("case-17", ROGUE);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private MirrorLab lab;
    private Namespace machine;
    private Driver driver;

    @BeforeEach
    void build() {
        lab = new MirrorLab(2);
        var inside = new Commands(List.of("ip", "netns", "exec", lab.switchNamespace()));
        machine = new Namespace(lab.switchNamespace());
        Nft nft = machine.call(() -> Nft.open(true, Commands.here()));
        var macs = new NftablesDriver(NftSettings.USUAL, nft, Set.of("pm"));
        driver = machine.within(new EdgePorts(macs, nft, inside, Set.of("p1", "p2")));
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isTrue();
        assertThat(lab.pings(2, MirrorLab.OUTSIDE_4)).isTrue();
    }

    @AfterEach
    void tidy() {
        if (machine != null) {
            machine.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    private static Grant grant(String caseId, Mac... macs) {
        return new Grant("order-1", caseId, new Subject(1, Set.of(macs), Set.of(), ""));
    }

    private void takesAnotherMac() {
        lab.must(lab.name(1), "ip", "link", "set", "eth0", "address", NEW_MAC.toString());
        String gateway = MirrorLab.ipv4(MirrorLab.GATEWAY);
        lab.must(lab.name(1), "ip", "route", "replace", "default", "via", gateway);
    }

    @Test
    void whoever_is_at_the_port_is_held_until_its_lease_ends_and_another_port_is_not() {
        assertThat(driver.hold(GRANT, MINUTE).detail()).endsWith("with all that is at port p1");
        takesAnotherMac();
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isFalse();
        assertThat(lab.pings(2, MirrorLab.OUTSIDE_4)).isTrue();
        // Renewed, and followed to what was learnt at the held port.
        assertThat(driver.hold(grant("case-17", ROGUE, NEW_MAC), MINUTE).holds()).isTrue();
        assertThat(driver.held().orElseThrow()).containsOnlyKeys(ROGUE, NEW_MAC);
        assertThat(driver.release(grant("case-17", ROGUE, NEW_MAC)).holds()).isTrue();
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isTrue();
    }

    @Test
    void the_kernel_lets_the_port_go_by_itself_and_so_does_letting_everybody_go() throws Exception {
        driver.hold(GRANT, Duration.ofSeconds(2));
        takesAnotherMac();
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isFalse();
        Thread.sleep(2_500);
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isTrue();
        driver.hold(grant("case-18", NEW_MAC, ROGUE), MINUTE);
        assertThat(driver.releaseAll().holds()).isTrue();
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isTrue();
    }

    @Test
    void where_others_are_the_mac_alone_is_held() {
        takesAnotherMac();
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isTrue();
        assertThat(driver.hold(grant("case-17", NEW_MAC), MINUTE).detail())
                .endsWith("others are at port p1, which is not held");
        assertThat(driver.held()).hasValue(Map.of(NEW_MAC, "case-17"));
    }

    @Test
    void a_port_that_is_held_for_nobody_is_told_and_let_go() {
        driver.hold(GRANT, MINUTE);
        lab.must(lab.switchNamespace(), "nft", "flush", "set", "bridge", "tapwarden", "quarantine");
        assertThat(driver.held()).hasValue(Map.of(ROGUE, "case-17"));
        assertThat(driver.release(grant("orphan", ROGUE)).holds()).isTrue();
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(lab.pings(1, MirrorLab.OUTSIDE_4)).isTrue();
    }

    @Test
    void a_name_that_is_no_port_of_one_device_stops_the_start() {
        assertThatThrownBy(() -> EdgePorts.named(List.of("p1\" }"), List.of(), true))
                .hasMessage("enforcer.edge-ports: 'p1\" }' must be the name of an interface");
        assertThatThrownBy(() -> EdgePorts.named(List.of("up0"), List.of("up0"), true))
                .hasMessageContaining("'up0' is among the uplinks");
        assertThatThrownBy(() -> EdgePorts.named(List.of("p1"), List.of(), false))
                .hasMessageContaining("say enforcer.nftables: true");
        assertThat(EdgePorts.named(List.of(), List.of(), false)).isEmpty();
    }
}
