package org.tapwarden.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.enforcer.desk.Desk;
import org.tapwarden.enforcer.desk.DeskSettings;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.NftablesDriver;
import org.tapwarden.enforcer.isolation.IsolationDriver;
import org.tapwarden.enforcer.isolation.IsolationSettings;
import org.tapwarden.enforcer.isolation.IsolationSettings.Subnet;
import org.tapwarden.enforcer.isolation.Neighbours;
import org.tapwarden.enforcer.lab.Crowd;
import org.tapwarden.enforcer.lab.MirrorLab;
import org.tapwarden.enforcer.lease.EnforcerStore;
import org.tapwarden.enforcer.lease.Lease;
import org.tapwarden.enforcer.order.Clocks;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Orders;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Sample;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.order.Witness;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.enforcer.reset.ResetDriver;
import org.tapwarden.enforcer.reset.ResetSettings;

/// Three devices are taken off the network and let go again without a pause, each by other means:
/// the kernel's set, resets, isolation. Fifty innocent hosts beside them lose nothing, and the
/// switch keeps them where they are. For a minute; with `-Dtapwarden.whole=true` for an hour.
class ChurnLabTest {

    private static final int CUT = 1;
    private static final int RESET = 2;

    /// Behind what the settings call an uplink, so that the kernel of the switch is not asked.
    private static final int ISOLATED = 3;

    private static final Duration FOR =
            Boolean.getBoolean("tapwarden.whole") ? Duration.ofHours(1) : Duration.ofSeconds(50);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir Path folder;
    private final AtomicInteger orders = new AtomicInteger();

    @Test
    void fifty_innocent_hosts_lose_nothing_while_others_are_quarantined_and_released()
            throws Exception {
        try (var lab = new MirrorLab(3);
                ResetDriver reset = reset(lab);
                IsolationDriver isolation = isolation(lab);
                EnforcerStore store = EnforcerStore.open(folder.resolve("enforcer.db"));
                Enforcer enforcer = enforcer(lab, store, reset, isolation)) {
            var crowd = new Crowd(lab);
            Map<String, String> before = crowd.ports();
            assertThat(before.values()).doesNotContain("nowhere").doesNotHaveDuplicates();
            enforcer.start();

            long until = System.nanoTime() + FOR.toNanos();
            var turns = new ArrayList<Future<Integer>>();
            try (var threads = Executors.newFixedThreadPool(3)) {
                turns.add(threads.submit(() -> again(until, () -> cutOff(lab, enforcer))));
                turns.add(threads.submit(() -> again(until, () -> resets(lab, enforcer))));
                turns.add(threads.submit(() -> again(until, () -> isolates(lab, enforcer))));
                while (System.nanoTime() < until) {
                    assertThat(crowd.ports()).isEqualTo(before);
                    TimeUnit.SECONDS.sleep(1);
                }
            }
            var times = new ArrayList<Integer>();
            for (Future<Integer> turn : turns) {
                times.add(turn.get());
            }
            assertThat(crowd.ports()).isEqualTo(before);
            Crowd.Count count = crowd.stop();
            System.out.printf(
                    "churn: in %d s %d times cut off, %d reset, %d isolated and let go; innocents"
                            + " asked %d times, %d answers missing, %d twice%n",
                    FOR.toSeconds(),
                    times.get(0),
                    times.get(1),
                    times.get(2),
                    count.sent(),
                    count.sent() - count.answered(),
                    count.twice());
            assertThat(count.sent()).isGreaterThan((int) FOR.toSeconds() * Crowd.HOSTS * 10);
            assertThat(count.sent() - count.answered()).as(count.lost()).isZero();
            assertThat(count.twice()).isZero();
            assertThat(times).allMatch(n -> n >= FOR.toSeconds() / 10);
            assertThat(enforcer.leases()).isEmpty();
            assertThat(enforcer.verifyAudit().intact()).isTrue();
        }
    }

    private static int again(long until, Callable<Boolean> turn) throws Exception {
        int times = 0;
        while (System.nanoTime() < until) {
            assertThat(turn.call()).isTrue();
            times++;
        }
        return times;
    }

    private boolean cutOff(MirrorLab lab, Enforcer enforcer) {
        boolean endsByItself = orders.get() % 4 == 3;
        Duration length = endsByItself ? Duration.ofSeconds(6) : Duration.ofMinutes(5);
        String lease = hold(enforcer, CUT, Step.QUARANTINE, length, "nftables");
        assertThat(answers(lab, CUT)).isFalse();
        if (!endsByItself) {
            assertThat(enforcer.release(lease, "smith", "enough").orElseThrow().holds()).isTrue();
        }
        // The kernel may let go a moment before the enforcer says so.
        return within(
                () ->
                        answers(lab, CUT)
                                && enforcer.leases().stream().noneMatch(l -> l.id().equals(lease)));
    }

    private boolean resets(MirrorLab lab, Enforcer enforcer) {
        String lease = hold(enforcer, RESET, Step.RESET, Duration.ofMinutes(5), "reset");
        assertThat(connects(lab)).isFalse();
        assertThat(answers(lab, RESET)).as("only TCP is reset").isTrue();
        assertThat(enforcer.release(lease, "smith", "enough").orElseThrow().holds()).isTrue();
        return within(() -> connects(lab));
    }

    private boolean isolates(MirrorLab lab, Enforcer enforcer) {
        String lease =
                hold(enforcer, ISOLATED, Step.QUARANTINE, Duration.ofMinutes(5), "isolation");
        assertThat(within(() -> !answers(lab, ISOLATED))).isTrue();
        assertThat(enforcer.release(lease, "smith", "enough").orElseThrow().holds()).isTrue();
        return within(() -> answers(lab, ISOLATED));
    }

    private String hold(
            Enforcer enforcer, int host, Step step, Duration length, String driver) {
        long number = orders.incrementAndGet();
        Order order =
                Sample.with(
                        Sample.about(Sample.order(number), subject(host)),
                        step,
                        Mode.ACT,
                        2,
                        length,
                        "smith");
        Outcome outcome = enforcer.quarantine(order);
        assertThat(outcome.holds()).as(outcome.toString()).isTrue();
        Optional<Lease> lease =
                enforcer.leases().stream().filter(l -> l.id().equals(order.id())).findFirst();
        assertThat(lease).hasValueSatisfying(l -> assertThat(l.driver()).isEqualTo(driver));
        return order.id();
    }

    private static Subject subject(int host) {
        return new Subject(
                host,
                Set.of(MirrorLab.mac(host)),
                Set.of(
                        Address.parse(MirrorLab.ipv4(host)), Address.parse(MirrorLab.ipv6(host))),
                "");
    }

    private static boolean answers(MirrorLab lab, int host) {
        return lab.run(
                        lab.name(host),
                        "ping",
                        "-n",
                        "-c",
                        "1",
                        "-W",
                        "0.4",
                        MirrorLab.ipv4(MirrorLab.GATEWAY))
                .succeeded();
    }

    private static boolean connects(MirrorLab lab) {
        return lab.run(
                        lab.name(RESET),
                        "bash",
                        "-c",
                        "read -t 2 -n 1 x < /dev/tcp/" + MirrorLab.OUTSIDE_4 + "/8080")
                .succeeded();
    }

    private static boolean within(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Stage.sleep(20);
        }
        return true;
    }

    private static ResetDriver reset(MirrorLab lab) throws IOException {
        var caps = new ResetSettings.Caps(10_000, 50);
        return new ResetDriver(
                new ResetSettings(
                        lab.tap(),
                        lab.injection(),
                        ResetSettings.Unreachable.PORT,
                        caps,
                        new ResetSettings.Caps(40_000, 200)),
                Step.RESET,
                _ -> true,
                () -> Optional.of(ProtectedSet.NOBODY));
    }

    private IsolationDriver isolation(MirrorLab lab) throws IOException {
        var gateway = Optional.of(MirrorLab.mac(MirrorLab.GATEWAY));
        return new IsolationDriver(
                new IsolationSettings(
                        folder.resolve("isolated"),
                        List.of(
                                new Subnet(
                                        lab.injection(),
                                        Prefix.parse("10.79.0.0/24"),
                                        Set.of(Address.parse(MirrorLab.ipv4(MirrorLab.GATEWAY))),
                                        gateway),
                                new Subnet(
                                        lab.injection(),
                                        Prefix.parse("fd79::/64"),
                                        Set.of(Address.parse(MirrorLab.ipv6(MirrorLab.GATEWAY))),
                                        gateway))),
                Step.QUARANTINE,
                Neighbours.ofKernel(Commands.here()));
    }

    private static Enforcer enforcer(
            MirrorLab lab, EnforcerStore store, ResetDriver reset, IsolationDriver isolation) {
        var inSwitch = new Commands(List.of("ip", "netns", "exec", lab.switchNamespace()));
        var desk =
                new Desk(
                        new DeskSettings(
                                List.of("help@o.example"),
                                "t@o.example",
                                "o.example",
                                ZoneOffset.UTC));
        Orders nobodys =
                new Orders() {
                    @Override
                    public List<Order> after(long number, int limit) {
                        return List.of();
                    }
                };
        return new Enforcer(
                Sample.SETTINGS,
                store,
                nobodys,
                Witness.silent(),
                List.of(
                        reset,
                        new NftablesDriver(inSwitch, Set.of("p" + ISOLATED, "pm")),
                        isolation),
                () -> Optional.of(ProtectedSet.NOBODY),
                desk,
                () -> {},
                Clocks.ofThisMachine());
    }
}
