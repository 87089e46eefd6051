package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.nft.NftLab.grant;
import static org.tapwarden.enforcer.nft.NftLab.host;
import static org.tapwarden.enforcer.nft.NftLab.in;
import static org.tapwarden.enforcer.nft.NftLab.keepsPinging;
import static org.tapwarden.enforcer.nft.NftLab.pings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.nft.NftLab.Means;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;

/// On a bridge, by the library and by the program alike.
class NftablesDriverTest {

    private NftLab lab;

    @BeforeEach
    void wire() {
        lab = new NftLab();
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    private Driver driver(Means means) {
        return lab.driver(means, Family.BRIDGE, Family.INET);
    }

    @ParameterizedTest
    @EnumSource
    void cuts_the_device_in_both_families_and_an_innocent_loses_not_one_ping(Means means)
            throws Exception {
        Driver driver = driver(means);
        Process innocent = keepsPinging(2, "10.77.0.3");
        Outcome outcome = driver.hold(grant(1), Duration.ofSeconds(60));
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(driver.held()).hasValue(Map.of(host(1), "case-1"));
        assertThat(lab.list("set", "bridge", "tapwarden", "quarantine"))
                .containsPattern(host(1) + " .*timeout 1m expires .* comment \"case-1\"");
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(pings(1, "fd77::3")).isFalse();
        assertThat(pings(3, "10.77.0.1")).isFalse();
        assertThat(pings(3, "fd77::1")).isFalse();
        in(1, "ip", "neigh", "flush", "all");
        assertThat(NftLab.run(1, "arping", "-c", "1", "-w", "1", "-I", "eth0", "10.77.0.2").exit())
                .as("ARP is cut as well")
                .isNotZero();
        driver.hold(grant(1), Duration.ofSeconds(60));
        assertThat(driver.release(grant(1)).reason()).isEqualTo(Reason.RELEASED);
        assertThat(pings(1, "10.77.0.3")).isTrue();
        String told = new String(innocent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told).contains("150 packets transmitted, 150 received");
    }

    @ParameterizedTest
    @EnumSource
    void the_kernel_lets_go_by_itself(Means means) throws Exception {
        Driver driver = driver(means);
        driver.hold(grant(1), Duration.ofSeconds(2));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        Thread.sleep(2_500);
        assertThat(pings(1, "10.77.0.3")).isTrue();
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(driver.release(grant(1)).holds()).as("releasing twice is no trouble").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void holding_again_starts_the_timeout_again(Means means) throws Exception {
        Driver driver = driver(means);
        driver.hold(grant(1), Duration.ofSeconds(2));
        driver.hold(grant(1), Duration.ofSeconds(30));
        Thread.sleep(2_500);
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(driver.releaseAll().reason()).isEqualTo(Reason.RELEASED);
        assertThat(pings(1, "10.77.0.3")).isTrue();
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(lab.list("tables")).as("nothing of ours is left").isEmpty();
        assertThat(driver.hold(grant(1), Duration.ofSeconds(30)).holds()).isTrue();
        assertThat(pings(1, "10.77.0.3")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void all_macs_of_a_device_or_none(Means means) {
        Driver driver = driver(means);
        var both = Set.of(host(1), host(2));
        assertThat(driver.hold(grant(7, both), Duration.ofSeconds(60)).holds()).isTrue();
        assertThat(driver.held()).hasValue(Map.of(host(1), "case-7", host(2), "case-7"));
        assertThat(driver.release(grant(7, both)).holds()).isTrue();
        assertThat(driver.held()).hasValue(Map.of());
        var oneBehindTheUplink = Set.of(host(1), host(3));
        assertThat(driver.hold(grant(8, oneBehindTheUplink), Duration.ofSeconds(60)).reason())
                .isEqualTo(Reason.NOT_IN_PATH);
        assertThat(driver.held()).hasValue(Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void refuses_where_it_is_not_in_the_path(Means means) {
        Driver driver = driver(means);
        assertRefused(driver, new Mac(0x0200_dead_beefL));
        // Behind the uplink: the bridge sees it, and does not stand between it and its neighbours.
        assertRefused(driver, host(3));
        // What is bridged does not pass where this machine routes.
        assertRefused(lab.driver(means, Family.INET), host(1));
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(driver.step()).isEqualTo(Step.QUARANTINE);
    }

    private static void assertRefused(Driver driver, Mac mac) {
        assertThat(driver.hold(grant(1, Set.of(mac)), Duration.ofSeconds(5)))
                .isEqualTo(Outcome.refused(Reason.NOT_IN_PATH, "not in the path of " + mac));
    }

    @ParameterizedTest
    @EnumSource
    void a_restart_keeps_what_is_held_and_the_time_that_is_left(Means means) throws Exception {
        driver(means).hold(grant(1), Duration.ofSeconds(4));
        Thread.sleep(1_000);
        Driver restarted = driver(means);
        restarted.prepare();
        restarted.prepare();
        assertThat(restarted.held()).hasValue(Map.of(host(1), "case-1"));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        Thread.sleep(3_200);
        assertThat(pings(1, "10.77.0.3")).as("the time did not start again").isTrue();
        Driver other = lab.driver(means, Family.BRIDGE);
        other.prepare();
        assertThat(lab.list("tables"))
                .as("no table of a family that is not meant any more")
                .isEqualTo("table bridge tapwarden\n");
    }

    @ParameterizedTest
    @EnumSource
    void rules_that_somebody_took_away_are_made_again(Means means) {
        Driver driver = driver(means);
        driver.prepare();
        lab.inside("nft", "flush", "ruleset");
        assertThat(driver.held()).hasValue(Map.of());
        assertThat(driver.hold(grant(1), Duration.ofSeconds(30)).holds()).isTrue();
        assertThat(pings(1, "10.77.0.3")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void the_test_button_says_by_what_means_and_holds_nobody(Means means) {
        Driver driver = driver(means);
        assertThat(driver.probe().words())
                .isEqualTo(
                        "ready "
                                + (means == Means.LIBRARY
                                        ? "by libnftables, in this process"
                                        : "by the program nft, started for each act"
                                                + " (the test says so)")
                                + "; families bridge, inet; holds 0 MAC addresses");
        assertThat(lab.list("ruleset")).doesNotContain("elements");
    }
}
