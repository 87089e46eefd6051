package org.tapwarden.enforcer.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.isolation.IsolationDriver;
import org.tapwarden.enforcer.isolation.IsolationSettings;
import org.tapwarden.enforcer.isolation.IsolationSettings.Subnet;
import org.tapwarden.enforcer.isolation.Neighbours;
import org.tapwarden.enforcer.nft.Namespace;
import org.tapwarden.enforcer.nft.Nft;
import org.tapwarden.enforcer.nft.NftSettings;
import org.tapwarden.enforcer.nft.NftablesDriver;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;
import org.tapwarden.enforcer.protect.ProtectedSet;
import org.tapwarden.enforcer.reset.ResetDriver;
import org.tapwarden.enforcer.reset.ResetSettings;

/// The drivers that act in a lab, each against a host of its own: the kernel's set in the switch,
/// resets, isolation.
public final class ThreeWays implements AutoCloseable {

    public static final int CUT = 1;
    public static final int RESET = 2;

    /// Behind what the settings call an uplink, so that the kernel of the switch is not asked.
    public static final int ISOLATED = 3;

    private final MirrorLab lab;
    private final Namespace machine;
    private final ResetDriver reset;
    private final IsolationDriver isolation;

    /// @param folder where isolation remembers whom it owes the truth
    public ThreeWays(MirrorLab lab, Path folder) throws IOException {
        this.lab = lab;
        this.machine = new Namespace(lab.switchNamespace());
        this.reset = reset(lab);
        this.isolation = isolation(lab, folder);
    }

    public List<Driver> drivers() {
        Nft nft = machine.call(() -> Nft.open(true, Commands.here()));
        var kernel = new NftablesDriver(NftSettings.USUAL, nft, Set.of("p" + ISOLATED, "pm"));
        return List.of(reset, machine.within(kernel), isolation);
    }

    @Override
    public void close() {
        reset.close();
        isolation.close();
        machine.close();
    }

    public static Subject subject(int host) {
        return new Subject(
                host,
                Set.of(MirrorLab.mac(host)),
                Set.of(Address.parse(MirrorLab.ipv4(host)), Address.parse(MirrorLab.ipv6(host))),
                "");
    }

    public boolean answers(int host) {
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

    /// Whether the host of which connections are reset gets a byte over one.
    public boolean connects() {
        return lab.run(
                        lab.name(RESET),
                        "bash",
                        "-c",
                        "read -t 2 -n 1 x < /dev/tcp/" + MirrorLab.OUTSIDE_4 + "/8080")
                .succeeded();
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

    private static IsolationDriver isolation(MirrorLab lab, Path folder) throws IOException {
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
}
