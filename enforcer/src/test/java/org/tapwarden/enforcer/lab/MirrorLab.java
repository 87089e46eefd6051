package org.tapwarden.enforcer.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;

/// A switch whose every port is mirrored once, a gateway, and hosts, in namespaces of their own;
/// the mirror and a port to send by end in this process's namespace.
///
/// ```
///   host 1 ... host N    gateway .254, behind it 203.0.113.1 and 2001:db8::1
///      |         |          |
///   ===+=========+==========+===+=== br0     mirror ---> tap()
///                               +--- injection(), not mirrored
/// ```
///
/// `reference/detection-and-enforcement.md` 2.1 says which of it was measured. Needs root.
public final class MirrorLab implements AutoCloseable {

    public static final String OUTSIDE_4 = "203.0.113.1";
    public static final String OUTSIDE_6 = "2001:db8::1";
    public static final int GATEWAY = 254;

    /// How often a switch is told to forget: hosts that have just come up speak a few times.
    private static final int FORGETTING = 20;

    private static final Pattern ENTRY =
            Pattern.compile("([0-9a-f:]{17}) dev (\\S+) .*master br0.*");

    /// Debian's own: what a PATH has before it may be a shim that takes seven times as long to
    /// start.
    static final String PYTHON = "/usr/bin/python3";

    static final String PLAIN_FRAMES =
            """
            import array, fcntl, socket, struct, sys
            SIOCETHTOOL, TX_CHECKSUM, TSO, GSO, GRO = 0x8946, 0x17, 0x1f, 0x24, 0x2c
            asks = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for name in sys.argv[1:]:
                for feature in TSO, GSO, GRO, TX_CHECKSUM:
                    value = array.array('B', struct.pack('II', feature, 0))
                    fcntl.ioctl(asks, SIOCETHTOOL, struct.pack('16sP', name.encode(), value.buffer_info()[0]))
            """;

    private final String run = "tm" + ProcessHandle.current().pid() % 1_000_000;
    private final Deque<Process> running = new ArrayDeque<>();
    private final List<String> namespaces = new ArrayList<>();
    private final int hosts;

    public MirrorLab(int hosts) {
        assumeThat(System.getProperty("user.name")).as("namespaces need root").isEqualTo("root");
        this.hosts = hosts;
        try {
            build();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void build() {
        String sw = add("sw");
        must(sw, "ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        must(sw, "ip", "link", "set", "br0", "address", "02:00:00:00:79:50", "up");
        ip("link", "add", tap(), "type", "veth", "peer", "name", "span", "netns", sw);
        ip("link", "set", tap(), "arp", "off", "promisc", "on");
        must("", "sysctl", "-qw", "net.ipv6.conf." + tap() + ".disable_ipv6=1");
        ip("link", "set", tap(), "up");
        must(sw, "sysctl", "-qw", "net.ipv6.conf.span.disable_ipv6=1");
        must(sw, "ip", "link", "set", "span", "up");
        ip("link", "add", injection(), "type", "veth", "peer", "name", "pm", "netns", sw);
        must("", "sysctl", "-qw", "net.ipv6.conf." + injection() + ".disable_ipv6=1");
        ip("link", "set", injection(), "up");
        must(sw, "ip", "link", "set", "pm", "master", "br0", "up");
        for (int i = 1; i <= hosts; i++) {
            plug(i);
        }
        plug(GATEWAY);
        String gateway = name(GATEWAY);
        must(gateway, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        must(gateway, "ip", "addr", "add", OUTSIDE_4 + "/32", "dev", "lo");
        must(gateway, "ip", "addr", "add", OUTSIDE_6 + "/128", "dev", "lo");
        for (int i = 1; i <= hosts; i++) {
            must(name(i), "ip", "route", "add", "default", "via", ipv4(GATEWAY));
            must(name(i), "ip", "-6", "route", "add", "default", "via", ipv6(GATEWAY));
        }
    }

    private void plug(int i) {
        String sw = name("sw");
        String host = add("h" + i);
        String port = "p" + i;
        must(sw, "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", host);
        must(sw, "sysctl", "-qw", "net.ipv6.conf." + port + ".disable_ipv6=1");
        must(sw, "ip", "link", "set", port, "master", "br0", "up");
        must(sw, PYTHON, "-c", PLAIN_FRAMES, port);
        mirror(port);
        must(host, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0");
        must(host, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
        must(host, "ip", "link", "set", "eth0", "address", mac(i).toString(), "up");
        must(host, PYTHON, "-c", PLAIN_FRAMES, "eth0");
        must(host, "ip", "addr", "add", ipv4(i) + "/24", "dev", "eth0");
        must(host, "ip", "addr", "add", ipv6(i) + "/64", "dev", "eth0", "nodad");
    }

    /// Mirrors what enters the port.
    public void mirror(String port) {
        String sw = name("sw");
        must(sw, "tc", "qdisc", "add", "dev", port, "clsact");
        must(
                sw,
                "tc",
                "filter",
                "add",
                "dev",
                port,
                "ingress",
                "protocol",
                "all",
                "prio",
                "1",
                "u32",
                "match",
                "u32",
                "0",
                "0",
                "action",
                "mirred",
                "egress",
                "mirror",
                "dev",
                "span");
    }

    // ---- names

    public String tap() {
        return run + "t";
    }

    public String injection() {
        return run + "i";
    }

    public String switchNamespace() {
        return name("sw");
    }

    /// The namespace of host 1 and so on, or of {@link #GATEWAY}.
    public String name(int host) {
        return name("h" + host);
    }

    private String name(String part) {
        return run + part;
    }

    public static Mac mac(int host) {
        return new Mac(0x0200_0000_7900L + host);
    }

    public static String ipv4(int host) {
        return "10.79.0." + host;
    }

    public static String ipv6(int host) {
        return "fd79::" + Integer.toHexString(host);
    }

    // ---- what is seen

    /// On which port the switch learnt which MAC.
    public Map<String, String> forwardingTable() {
        var learnt = new TreeMap<String, String>();
        String told = must(switchNamespace(), "bridge", "fdb", "show", "br", "br0");
        told.lines()
                .forEach(line -> {
                    Matcher entry = ENTRY.matcher(line);
                    if (entry.matches() && !line.contains("permanent")) {
                        learnt.put(entry.group(1), entry.group(2));
                    }
                });
        return learnt;
    }

    /// The switch forgets whom it learnt where, as after a start before anybody spoke. Whoever asks
    /// for a router or reports its groups meanwhile is forgotten too.
    public void forgets() {
        // Who speaks between two looks is learnt again, so what is looked at decides, and no second
        // look.
        Map<String, String> known = forwardingTable();
        for (int tries = 0; tries < FORGETTING && !known.isEmpty(); tries++) {
            must(switchNamespace(), "ip", "link", "set", "br0", "type", "bridge", "fdb_flush");
            known = forwardingTable();
        }
        assertThat(known).isEmpty();
    }

    public boolean pings(int from, String to) {
        return run(name(from), "ping", "-n", "-c", "3", "-i", "0.1", "-W", "1", to).succeeded();
    }

    // ---- running programs

    /// Starts a program in the namespace of a host; it is stopped with the lab.
    public Process spawn(int host, String... command) {
        return spawn(name(host), command);
    }

    Process spawn(String namespace, String... command) {
        var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        line.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            running.push(process);
            return process;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The same of a Python script.
    public Process python(int host, String script, String... arguments) {
        return python(name(host), script, arguments);
    }

    Process python(String namespace, String script, String... arguments) {
        var command = new ArrayList<>(List.of(PYTHON, "-u", "-c", script));
        command.addAll(List.of(arguments));
        return spawn(namespace, command.toArray(String[]::new));
    }

    public Commands.Ran run(String namespace, String... command) {
        List<String> prefix =
                namespace.isEmpty() ? List.of() : List.of("ip", "netns", "exec", namespace);
        return new Commands(prefix).run(List.of(command), "");
    }

    public String must(String namespace, String... command) {
        Commands.Ran ran = run(namespace, command);
        assertThat(ran.exit()).as(String.join(" ", command) + ": " + ran.err()).isZero();
        return ran.out();
    }

    /// Runs a command that reads what it has to do, which must succeed.
    void feed(String namespace, String input, String... command) {
        Commands.Ran ran =
                new Commands(List.of("ip", "netns", "exec", namespace))
                        .run(List.of(command), input);
        assertThat(ran.exit()).as(String.join(" ", command) + ": " + ran.err()).isZero();
    }

    private void ip(String... arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        must("", command.toArray(String[]::new));
    }

    /// Another machine, plugged in nowhere; it goes with the lab.
    String add(String part) {
        String space = name(part);
        ip("netns", "add", space);
        namespaces.add(space);
        must(space, "ip", "link", "set", "lo", "up");
        return space;
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            Process process = running.pop();
            process.destroyForcibly();
            try {
                process.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        namespaces.forEach(space -> run("", "ip", "netns", "del", space));
        run("", "ip", "link", "del", tap());
        run("", "ip", "link", "del", injection());
    }
}
