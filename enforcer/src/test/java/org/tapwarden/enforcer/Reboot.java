package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Subject;

/// Holds a device by one driver, takes the power away for hours, and looks what the next start
/// makes of it: another boot id, a driver that knows only what is on the disk, and a world that may
/// have forgotten who was held.
public final class Reboot {

    private static final Duration LENGTH = Duration.ofMinutes(60);
    private static final Duration BEFORE = Duration.ofMinutes(20);
    private static final Duration OFF = Duration.ofHours(7);
    private static final Duration SOON = Duration.ofSeconds(5);

    /// What the driver acts on, and what of it stays when the power goes.
    public interface World {

        /// @param wall the enforcer's clock
        Driver boot(InstantSource wall) throws Exception;

        void shutDown(Driver driver) throws Exception;

        boolean isHeld() throws Exception;
    }

    private Reboot() {}

    /// It is so again within five seconds, once, and ends when it should have.
    public static void isOutlivedBy(World world, Subject subject, Path folder) throws Exception {
        var clocks = new Sample.TurnedClocks();
        InstantSource wall = () -> clocks.now().wall();
        Driver before = world.boot(wall);
        var stage = new Stage(folder, Sample.SETTINGS, clocks, before);
        assertThat(stage.enforcer.quarantine(order(before, subject)).holds()).isTrue();
        assertThat(world.isHeld()).isTrue();
        clocks.pass(BEFORE);
        stage.settle();
        stage.stop();
        world.shutDown(before);

        clocks.reboot("boot-2", OFF);
        Driver after = world.boot(wall);
        try {
            long began = System.nanoTime();
            stage.start(List.of(after));
            while (!world.isHeld()) {
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as(() -> stage.enforcer.leases().toString())
                        .isLessThan(SOON);
                Stage.sleep(20);
            }
            System.out.printf(
                    "reboot: %s held again %d ms after the start%n",
                    after.name(), (System.nanoTime() - began) / 1_000_000);
            assertThat(stage.enforcer.leases())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.state()).isEqualTo(Lease.State.HELD));
            clocks.pass(LENGTH.minus(BEFORE).minusMinutes(1));
            stage.settle();
            assertThat(world.isHeld()).isTrue();
            clocks.pass(Duration.ofMinutes(2));
            Stage.until(() -> stage.enforcer.leases().isEmpty());
            assertThat(world.isHeld()).isFalse();
            assertThat(stage.enforcer.verifyAudit().intact()).isTrue();
        } finally {
            stage.stop();
            world.shutDown(after);
        }
    }

    private static Order order(Driver driver, Subject subject) {
        return Sample.with(
                Sample.about(Sample.order(1), subject),
                driver.step(),
                Mode.ACT,
                2,
                LENGTH,
                "smith");
    }
}
