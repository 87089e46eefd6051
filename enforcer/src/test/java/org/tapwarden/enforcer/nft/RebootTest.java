package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;
import static org.tapwarden.enforcer.nft.NftLab.host;
import static org.tapwarden.enforcer.nft.NftLab.pings;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.Stage;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.nft.NftLab.Means;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Subject;

/// A real enforcer above a real kernel: what is on the disk and what the kernel holds come together
/// again, whichever of them was lost.
class RebootTest {

    @TempDir Path folder;
    private final AtomicReference<Driver> driver = new AtomicReference<>();
    private NftLab lab;
    private Stage stage;

    @BeforeEach
    void start() throws SQLException {
        lab = new NftLab();
        driver.set(newDriver());
        var ofNow =
                (Driver)
                        Proxy.newProxyInstance(
                                Driver.class.getClassLoader(),
                                new Class<?>[] {Driver.class},
                                (proxy, method, arguments) ->
                                        method.invoke(driver.get(), arguments));
        stage = new Stage(folder, Sample.SETTINGS, ofNow);
        var subject = new Subject(1, Set.of(host(1)), Set.of(), "TP-Link");
        stage.journal.add(Sample.about(Sample.order(1), subject));
        until(() -> !driver.get().held().orElseThrow().isEmpty());
        assertThat(pings(1, "10.77.0.3")).isFalse();
    }

    private Driver newDriver() {
        return lab.driver(Means.LIBRARY, Set.of("p1"), Family.BRIDGE, Family.INET, Family.NETDEV);
    }

    @AfterEach
    void end() throws SQLException {
        stage.close();
        lab.close();
    }

    /// The machine's kernel is new and knows nothing.
    private void reboot() throws SQLException {
        stage.stop();
        lab.reboot();
        driver.set(newDriver());
        assertThat(driver.get().held()).hasValue(Map.of());
        stage.clocks.reboot("boot-2", Duration.ofMinutes(2));
    }

    @Test
    void after_a_reboot_the_empty_sets_are_filled_again_and_empty_at_the_end() throws SQLException {
        reboot();
        stage.start();
        assertThat(driver.get().held()).hasValue(Map.of(host(1), "case-1"));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(pings(2, "10.77.0.3")).isTrue();
        stage.clocks.pass(Duration.ofMinutes(61));
        until(() -> driver.get().held().orElseThrow().isEmpty());
        assertThat(pings(1, "10.77.0.3")).isTrue();
    }

    @Test
    void a_device_that_was_silent_at_the_reboot_is_held_when_it_speaks() throws SQLException {
        reboot();
        NftLab.in(1, "ip", "link", "set", "eth0", "down");
        stage.start();
        until(() -> reason() == Reason.NOT_IN_PATH);
        assertThat(driver.get().held()).hasValue(Map.of());
        NftLab.in(1, "ip", "link", "set", "eth0", "up");
        until(() -> pings(1, "10.77.0.3"));
        stage.clocks.pass(Duration.ofSeconds(5));
        until(() -> stage.kinds().equals(List.of(Kind.UNCONFIRMED)));
        assertThat(driver.get().held()).hasValue(Map.of(host(1), "case-1"));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(stage.enforcer.audit(0, 1_000))
                .filteredOn(row -> row.toString().contains("held again"))
                .hasSize(1);
        stage.seen("order-1", 3, 0);
        stage.settle();
        stage.clocks.pass(Duration.ofSeconds(1));
        stage.seen("order-1", 5, 0);
        until(() -> stage.kinds().equals(List.of(Kind.EFFECTIVE)));
    }

    private Reason reason() {
        return stage.enforcer.leases().getFirst().outcome().reason();
    }

    @Test
    void a_restart_keeps_who_is_held_and_lets_go_whom_no_lease_is_about() throws SQLException {
        stage.stop();
        assertThat(driver.get().hold(NftLab.grant(2), Duration.ofMinutes(3)).holds()).isTrue();
        assertThat(pings(2, "10.77.0.3")).isFalse();
        driver.set(newDriver());
        stage.start();
        assertThat(driver.get().held()).hasValue(Map.of(host(1), "case-1"));
        assertThat(pings(1, "10.77.0.3")).isFalse();
        assertThat(pings(2, "10.77.0.3")).isTrue();
    }

    @Test
    void everybody_is_let_go_within_a_second_and_nothing_is_left() {
        long began = System.nanoTime();
        assertThat(stage.enforcer.releaseAll("root", "fire drill").still()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Stage.AT_ONCE);
        assertThat(lab.list("tables")).isEmpty();
        assertThat(pings(1, "10.77.0.3")).isTrue();
    }
}
