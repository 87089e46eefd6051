package org.tapwarden.enforcer.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.order.Subject;

/// A machine in a network namespace, and three hosts at its ports `p1` to `p3`, the third behind
/// the uplink: real kernel, real packets. The machine is a bridge until {@link #routes}.
final class NftLab implements AutoCloseable {

    /// How a driver speaks to the kernel.
    enum Means {
        LIBRARY,
        PROGRAM
    }

    private static final String RUN = "tw" + ProcessHandle.current().pid() % 1_000_000;
    private static final String MACHINE = RUN + "sw";

    private final Commands inside = new Commands(List.of("ip", "netns", "exec", MACHINE));
    private final List<AutoCloseable> open = new ArrayList<>();

    NftLab() {
        assumeThat(System.getProperty("user.name"))
                .as("network namespaces need root")
                .isEqualTo("root");
        remove();
        build();
    }

    private void build() {
        ip("netns", "add", MACHINE);
        inside("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        inside("ip", "link", "set", "br0", "up");
        for (int i = 1; i <= 3; i++) {
            ip("netns", "add", RUN + "h" + i);
            in(i, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0");
            in(i, "ip", "link", "set", "lo", "up");
            plug(i);
            inside("ip", "link", "set", "p" + i, "master", "br0");
            addresses(i, "10.77.0." + i, "fd77::" + i);
        }
        assertThat(pings(1, "10.77.0.3")).isTrue();
        assertThat(pings(2, "10.77.0.3")).isTrue();
        assertThat(pings(1, "fd77::3")).isTrue();
        assertThat(pings(2, "fd77::3")).isTrue();
    }

    /// Pulls the plug of a port: it is gone.
    void unplug(int i) {
        inside("ip", "link", "del", "p" + i);
    }

    /// A port and a host's end of it, up, without addresses.
    void plug(int i) {
        inside(
                "ip",
                "link",
                "add",
                "p" + i,
                "type",
                "veth",
                "peer",
                "eth0",
                "netns",
                RUN + "h" + i);
        inside("ip", "link", "set", "p" + i, "up");
        in(i, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
        in(i, "ip", "link", "set", "eth0", "address", host(i).toString(), "up");
    }

    void addresses(int i, String v4, String v6) {
        in(i, "ip", "addr", "add", v4 + "/24", "dev", "eth0");
        in(i, "ip", "addr", "add", v6 + "/64", "dev", "eth0", "nodad");
    }

    /// Makes a router of the machine: host i has the addresses 10.77.i.1 and fd77:i::1, the third
    /// is the way out.
    void routes() {
        inside("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        for (int i = 1; i <= 3; i++) {
            inside("ip", "link", "set", "p" + i, "nomaster");
            inside("ip", "addr", "add", "10.77." + i + ".254/24", "dev", "p" + i);
            inside("ip", "addr", "add", "fd77:" + i + "::fe/64", "dev", "p" + i, "nodad");
            in(i, "ip", "addr", "flush", "dev", "eth0", "scope", "global");
            addresses(i, "10.77." + i + ".1", "fd77:" + i + "::1");
            in(i, "ip", "route", "add", "default", "via", "10.77." + i + ".254");
            in(i, "ip", "-6", "route", "add", "default", "via", "fd77:" + i + "::fe");
        }
        inside("ip", "route", "add", "default", "via", "10.77.3.1");
        inside("ip", "-6", "route", "add", "default", "via", "fd77:3::1");
        assertThat(pings(1, "10.77.3.1")).isTrue();
        assertThat(pings(1, "fd77:3::1")).isTrue();
        assertThat(pings(2, "10.77.3.1")).isTrue();
        assertThat(pings(2, "fd77:3::1")).isTrue();
    }

    /// Tears the machine's kernel state down as a reboot does, and makes it again.
    void reboot() {
        close();
        build();
    }

    Driver driver(Means means, Family... families) {
        return driver(means, Set.of(), families);
    }

    Driver driver(Means means, Set<String> devices, Family... families) {
        var settings =
                new NftSettings(EnumSet.copyOf(List.of(families)), devices, means == Means.LIBRARY);
        Namespace namespace = namespace();
        Nft nft =
                means == Means.LIBRARY
                        ? namespace.call(LibNftables::open)
                        : new NftProgram(inside, "the test says so");
        open.add(nft);
        return namespace.within(new NftablesDriver(settings, nft, Set.of("p3")));
    }

    /// A thread in the machine.
    Namespace namespace() {
        var namespace = new Namespace(MACHINE);
        open.add(namespace);
        return namespace;
    }

    /// What the kernel says of a set.
    String list(String... what) {
        var command = new ArrayList<String>(List.of("nft", "list"));
        command.addAll(List.of(what));
        Commands.Ran ran = inside.run(command, "");
        return ran.out() + ran.err();
    }

    static Mac host(int i) {
        return new Mac(0x0200_0000_7700L + i);
    }

    static Grant grant(int i, String... addresses) {
        return grant(i, Set.of(host(i)), addresses);
    }

    static Grant grant(int i, Set<Mac> macs, String... addresses) {
        var all = List.of(addresses).stream().map(Address::parse).toList();
        return new Grant("order-" + i, "case-" + i, new Subject(i, macs, Set.copyOf(all), ""));
    }

    static boolean pings(int from, String to) {
        return run(from, "ping", "-n", "-c", "2", "-i", "0.2", "-W", "1", to).exit() == 0;
    }

    static Process keepsPinging(int from, String to) {
        try {
            return new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            RUN + "h" + from,
                            "ping",
                            "-n",
                            "-i",
                            "0.02",
                            "-c",
                            "150",
                            "-W",
                            "1",
                            to)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Echo requests that reached a host, of both families.
    static int echoes(int i) {
        int v4 = counter(i, "/proc/net/snmp", "Icmp: [0-9].*", 8);
        return v4 + counter(i, "/proc/net/snmp6", "Icmp6InEchos\\s.*", 1);
    }

    private static int counter(int i, String file, String line, int column) {
        return run(i, "cat", file)
                .out()
                .lines()
                .filter(one -> one.matches(line))
                .mapToInt(one -> Integer.parseInt(one.split("\\s+", -1)[column]))
                .findFirst()
                .orElseThrow();
    }

    String says(String... command) {
        return inside.run(List.of(command), "").out();
    }

    void feeds(String input, String... command) {
        succeeds(inside.run(List.of(command), input), command);
    }

    void inside(String... command) {
        succeeds(inside.run(List.of(command), ""), command);
    }

    static void in(int host, String... command) {
        succeeds(run(host, command), command);
    }

    static Commands.Ran run(int host, String... command) {
        return new Commands(List.of("ip", "netns", "exec", RUN + "h" + host))
                .run(List.of(command), "");
    }

    private static void ip(String... arguments) {
        var command = new ArrayList<String>(List.of("ip"));
        command.addAll(List.of(arguments));
        succeeds(Commands.here().run(command, ""), arguments);
    }

    private static void succeeds(Commands.Ran ran, String... command) {
        assertThat(ran.exit()).as(String.join(" ", command) + ": " + ran.err()).isZero();
    }

    @Override
    public void close() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        open.clear();
        remove();
    }

    private static void remove() {
        for (String name : List.of(RUN + "h1", RUN + "h2", RUN + "h3", MACHINE)) {
            Commands.here().run(List.of("ip", "netns", "del", name), "");
        }
    }
}
