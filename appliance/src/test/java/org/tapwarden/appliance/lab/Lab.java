package org.tapwarden.appliance.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A school network on one machine: a switch that is also the gateway, clients with a DHCP lease
/// and IPv6, an internet of one machine, and a port that mirrors every frame once.
///
/// ```
///   client ... client  router(NAT) -- inner, inner
///      |         |        |
///   ===+=========+========+=== br0, 10.20.0.1 fd20::1  --up0--  net: 203.0.113.0/24, 2001:db8:ff::/64
///      every frame once ---> tap0, in the switch's own namespace or in one of its own
/// ```
///
/// Needs root. Names are unique to the instance, so labs of several test runs do not meet. Used by
/// one thread.
public final class Lab implements AutoCloseable {

    /// Where the mirrored port ends.
    public enum Tap {
        /// In the namespace that switches and routes: the appliance can stop what it sees.
        IN_PATH,
        /// In a namespace of its own, with nothing but the mirrored port: it can only watch.
        ALONE
    }

    public static final String TAP = "tap0";
    public static final String GATEWAY_4 = "10.20.0.1";
    public static final String GATEWAY_6 = "fd20::1";
    public static final String GATEWAY_MAC = "02:00:00:00:02:50";
    public static final String SEGMENT_4 = "10.20.0.0/24";
    public static final String SEGMENT_6 = "fd20::/64";
    public static final String DNS_4 = "203.0.113.53";
    public static final String ROUTER_HOSTNAME = "TL-WR841N";

    /// What the lab's internet calls its servers; each answers on ports 80 and 443.
    public static final Map<String, List<String>> NAMES =
            new TreeMap<>(
                    Map.of(
                            "www.example.edu", List.of("203.0.113.10", "2001:db8:ff::10"),
                            "news.example.org", List.of("203.0.113.11", "2001:db8:ff::11"),
                            "video.example.com", List.of("203.0.113.12", "2001:db8:ff::12")));

    private static final List<String> PROGRAMS =
            List.of(
                    "ip", "tc", "nft", "dnsmasq", "busybox", "openssl", "curl", "ping", "tcpdump",
                    "python3", "sysctl");

    /// Debian's own: what a PATH has before it may be a shim that takes seven times as long to
    /// start.
    public static final String PYTHON = "/usr/bin/python3";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Holds four thousand frames for a recorder that does not get the processor: each takes the
    /// room of the largest.
    private static final String CAPTURE_KIB = "65536";

    private static final String LARGEST = "16384";

    private static final Pattern IPV4 = Pattern.compile("inet (\\S+)/");
    private static final Pattern IPV6 = Pattern.compile("inet6 (\\S+)/");
    private static final AtomicInteger LABS = new AtomicInteger();

    private static final String LEASE_SCRIPT =
            """
            #!/bin/sh
            case "$1" in
                deconfig) ip link set "$interface" up ;;
                bound | renew)
                    ip -4 addr replace "$ip/$mask" dev "$interface"
                    ip -4 route replace default via ${router%% *} dev "$interface"
                    ;;
            esac
            """;

    /// A veth hands frames over with checksums left to a card that is not there, and several
    /// segments in one. A tap sees neither on a wire.
    private static final String PLAIN_FRAMES =
            """
            import array, fcntl, socket, struct, sys
            SIOCETHTOOL, TX_CHECKSUM, TSO, GSO, GRO = 0x8946, 0x17, 0x1f, 0x24, 0x2c
            asks = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for name in sys.argv[1:]:
                for feature in TSO, GSO, GRO, TX_CHECKSUM:
                    value = array.array('B', struct.pack('II', feature, 0))
                    fcntl.ioctl(asks, SIOCETHTOOL, struct.pack('16sP', name.encode(), value.buffer_info()[0]))
            """;

    private final Tap tap;
    private final String id =
            "tw" + ProcessHandle.current().pid() + "n" + LABS.incrementAndGet() + "-";
    private final Path directory;
    private final Deque<Running> running = new ArrayDeque<>();
    private final Deque<String> namespaces = new ArrayDeque<>();
    private final Thread whenTheMachineStops = new Thread(this::takeAway, "lab-" + id);
    private int ports;
    private int logs;

    private Lab(Tap tap) throws IOException {
        this.tap = tap;
        directory = Files.createTempDirectory("tapwarden-lab");
    }

    /// Why a lab cannot be had here, for a test's assumption.
    public static Optional<String> unavailable() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("network namespaces need root");
        }
        if (!Files.exists(Path.of("/proc/self/ns/net"))) {
            return Optional.of("this is no Linux with network namespaces");
        }
        List<String> missing = PROGRAMS.stream().filter(name -> !installed(name)).toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("not installed: " + String.join(", ", missing));
    }

    private static boolean installed(String program) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /// Builds everything but the clients. What was built is taken away when it cannot be finished.
    public static Lab start(Tap tap) throws IOException, InterruptedException {
        var lab = new Lab(tap);
        Runtime.getRuntime().addShutdownHook(lab.whenTheMachineStops);
        try {
            lab.buildSwitch();
            lab.buildInternet();
            lab.startServers();
            return lab;
        } catch (IOException | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /// Where a program sees {@link #TAP}.
    public String tapNamespace() {
        return tap == Tap.IN_PATH ? name("sw") : name("app");
    }

    /// Where the switch is, and the gateway.
    public String switchNamespace() {
        return name("sw");
    }

    public String internetNamespace() {
        return name("net");
    }

    /// For files of a test; deleted with the lab.
    public Path directory() {
        return directory;
    }

    // ---- what is on the network

    /// Plugs a client in and waits until it has its lease and an IPv6 address.
    public Host client(String name, String mac) throws IOException, InterruptedException {
        String space = add(name);
        plugIn(space, "eth0", mac);
        lease(space, "eth0", name);
        return host(name, space, "eth0", mac);
    }

    /// Plugs a machine in that does nothing by itself: no lease asked for, no address set.
    ///
    /// @return its namespace, with the port `eth0`
    public String plugIn(String name, String mac) throws IOException, InterruptedException {
        String space = add(name);
        set(space, "net.ipv6.conf.default.accept_ra=0");
        plugIn(space, "eth0", mac);
        return space;
    }

    /// A machine of its own, plugged in nowhere.
    public String machine(String name) throws IOException, InterruptedException {
        return add(name);
    }

    /// Takes a machine away, with its cables. Its programs must have been stopped.
    public void remove(String namespace) throws IOException, InterruptedException {
        if (namespaces.remove(namespace)) {
            must("", "ip", "netns", "del", namespace);
            delete(resolver(namespace));
        }
    }

    /// The machines that were added after so many, newest first.
    public List<String> machinesBeyond(int count) {
        return namespaces.stream().limit(Math.max(0, namespaces.size() - count)).toList();
    }

    public int machines() {
        return namespaces.size();
    }

    /// Stops what was started after so many programs, newest first.
    public void stopBeyond(int count) {
        while (running.size() > count) {
            running.pop().stop();
        }
    }

    public int programs() {
        return running.size();
    }

    /// Plugs in a home router with two hosts behind it, which begin to fetch pages at once.
    public NatRouter plugInRouter(String name, String mac)
            throws IOException, InterruptedException {
        String space = add(name);
        set(space, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        must(space, "ip", "link", "add", "lan", "type", "bridge", "forward_delay", "0");
        must(space, "ip", "link", "set", "lan", "up");
        must(space, "ip", "addr", "add", "192.168.0.1/24", "dev", "lan");
        must(space, "ip", "addr", "add", "fd66::1/64", "dev", "lan", "nodad");
        feed(
                space,
                """
                table ip nat {
                    chain post {
                        type nat hook postrouting priority srcnat
                        oifname "wan" masquerade
                    }
                }
                table ip6 nat {
                    chain post {
                        type nat hook postrouting priority srcnat
                        oifname "wan" masquerade
                    }
                }
                """,
                "nft",
                "-f",
                "-");
        List<Host> inner = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            inner.add(behind(space, name + "-in" + i, i));
        }
        set(inner.getLast().namespace(), "net.ipv4.ip_default_ttl=128");
        set(inner.getLast().namespace(), "net.ipv6.conf.eth0.hop_limit=128");
        plugIn(space, "wan", mac);
        lease(space, "wan", ROUTER_HOSTNAME);
        Host wan = host(name, space, "wan", mac);
        List<Running> fetching = new ArrayList<>();
        for (Host host : inner) {
            fetching.add(host.keepsFetching("http://www.example.edu/"));
        }
        return new NatRouter(this, wan, List.copyOf(inner), List.copyOf(fetching));
    }

    private Host behind(String router, String name, int number)
            throws IOException, InterruptedException {
        String space = add(name);
        String mac = "02:00:00:00:66:%02x".formatted(number);
        String port = "lan" + number;
        must(router, "ip", "link", "add", port, "type", "veth", "peer", "eth0", "netns", space);
        must(router, "ip", "link", "set", port, "master", "lan", "up");
        must(space, "ip", "link", "set", "eth0", "address", mac, "up");
        plainFrames(space, "eth0");
        plainFrames(router, port);
        String ip4 = "192.168.0." + (100 + number);
        String ip6 = "fd66::" + (100 + number);
        must(space, "ip", "addr", "add", ip4 + "/24", "dev", "eth0");
        must(space, "ip", "addr", "add", ip6 + "/64", "dev", "eth0", "nodad");
        must(space, "ip", "route", "add", "default", "via", "192.168.0.1");
        must(space, "ip", "route", "add", "default", "via", "fd66::1");
        return new Host(this, name, space, "eth0", mac, ip4, ip6);
    }

    /// Asks for a lease as a small device does. The name goes out in the request (option 12).
    void lease(String space, String port, String hostname)
            throws IOException, InterruptedException {
        must(
                space,
                "busybox",
                "udhcpc",
                "-i",
                port,
                "-f",
                "-q",
                "-n",
                "-t",
                "20",
                "-T",
                "1",
                "-x",
                "hostname:" + hostname,
                "-s",
                directory.resolve("lease").toString());
    }

    private Host host(String name, String space, String port, String mac)
            throws IOException, InterruptedException {
        String ip4 = address(space, port, "-4", IPV4);
        String ip6 = address(space, port, "-6", IPV6);
        return new Host(this, name, space, port, mac, ip4, ip6);
    }

    private String address(String space, String port, String family, Pattern pattern)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Ran ran;
        do {
            ran = exec(space, "ip", family, "-o", "addr", "show", "dev", port, "scope", "global");
            Matcher found = pattern.matcher(ran.said());
            if (found.find() && !ran.said().contains("tentative")) {
                return found.group(1);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        } while (System.nanoTime() < until);
        throw new IllegalStateException(space + " got no address: " + ran.said());
    }

    /// Records what the tap shows, whole frames, until closed.
    public Running captureTo(Path file) throws IOException {
        return spawn(
                        tapNamespace(),
                        "tcpdump",
                        "-i",
                        TAP,
                        "-s",
                        LARGEST,
                        "-U",
                        "--immediate-mode",
                        "-B",
                        CAPTURE_KIB,
                        "-Z",
                        "root",
                        "-w",
                        file.toString())
                .awaits("listening on", PATIENCE);
    }

    // ---- building

    private void buildSwitch() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("lease"), LEASE_SCRIPT);
        if (!directory.resolve("lease").toFile().setExecutable(true)) {
            throw new IOException("cannot make the lease script executable");
        }
        String sw = add("sw");
        String other = tap == Tap.ALONE ? add("app") : sw;
        set(sw, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        must(sw, "ip", "link", "add", "span", "type", "veth", "peer", TAP, "netns", other);
        must(sw, "ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        // Left alone, a bridge takes the lowest MAC of its ports, so it changes with every plug.
        must(sw, "ip", "link", "set", "br0", "address", GATEWAY_MAC);
        silence(sw, "span");
        silence(other, TAP);
        must(sw, "ip", "link", "set", "span", "up");
        must(other, "ip", "link", "set", TAP, "up", "promisc", "on", "arp", "off");
        // Only programs may read the tap. Its own kernel would answer ARP requests a second time.
        feed(
                other,
                """
                table netdev lab {
                    chain tap {
                        type filter hook ingress device %s priority 0
                        drop
                    }
                }
                """
                        .formatted(TAP),
                "nft",
                "-f",
                "-");
        must(sw, "ip", "link", "set", "br0", "up");
        must(sw, "ip", "addr", "add", GATEWAY_4 + "/24", "dev", "br0");
        must(sw, "ip", "addr", "add", GATEWAY_6 + "/64", "dev", "br0", "nodad");
        plainFrames(sw, "br0", "span");
        // What the gateway itself sends enters no port; it leaves through br0, before it is
        // flooded.
        mirror(sw, "br0", "egress");
    }

    private void buildInternet() throws IOException, InterruptedException {
        String sw = name("sw");
        String net = add("net");
        must(sw, "ip", "link", "add", "up0", "type", "veth", "peer", "eth0", "netns", net);
        must(sw, "ip", "link", "set", "up0", "up");
        must(sw, "ip", "addr", "add", "203.0.113.1/24", "dev", "up0");
        must(sw, "ip", "addr", "add", "2001:db8:ff::1/64", "dev", "up0", "nodad");
        must(net, "ip", "link", "set", "eth0", "up");
        plainFrames(sw, "up0");
        plainFrames(net, "eth0");
        must(net, "ip", "addr", "add", DNS_4 + "/24", "dev", "eth0");
        must(net, "ip", "addr", "add", "2001:db8:ff::53/64", "dev", "eth0", "nodad");
        for (List<String> addresses : NAMES.values()) {
            must(net, "ip", "addr", "add", addresses.get(0) + "/24", "dev", "eth0");
            must(net, "ip", "addr", "add", addresses.get(1) + "/64", "dev", "eth0", "nodad");
        }
        must(net, "ip", "route", "add", "default", "via", "203.0.113.1");
        must(net, "ip", "route", "add", "default", "via", "2001:db8:ff::1");
    }

    private void startServers() throws IOException, InterruptedException {
        String net = name("net");
        Path pages = Files.createDirectory(directory.resolve("pages"));
        Files.writeString(pages.resolve("index.html"), "<p>The lab's internet.\n");
        String key = directory.resolve("key.pem").toString();
        String certificate = directory.resolve("certificate.pem").toString();
        must(
                net,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=lab",
                "-keyout",
                key,
                "-out",
                certificate);
        spawn(net, "busybox", "httpd", "-f", "-p", "[::]:80", "-h", pages.toString());
        spawn(
                net,
                "openssl",
                "s_server",
                "-accept",
                "443",
                "-www",
                "-key",
                key,
                "-cert",
                certificate);

        List<String> dns = dnsmasq("--interface=eth0", "--no-resolv", "--no-hosts");
        NAMES.forEach((name, addresses) ->
                dns.add("--host-record=" + name + "," + String.join(",", addresses)));
        spawn(net, dns.toArray(String[]::new)).awaits("started, version", PATIENCE);

        List<String> dhcp =
                dnsmasq(
                        "--port=0",
                        "--interface=br0",
                        "--dhcp-authoritative",
                        "--no-ping",
                        "--dhcp-range=10.20.0.100,10.20.0.199,1h",
                        "--dhcp-option=option:dns-server," + DNS_4,
                        "--dhcp-leasefile=" + directory.resolve("leases"),
                        "--enable-ra",
                        "--dhcp-range=" + "fd20::,ra-only,64,1h");
        spawn(name("sw"), dhcp.toArray(String[]::new)).awaits("started, version", PATIENCE);
        for (String port : List.of(":80", ":443")) {
            if (!await(() -> listens(net, port), PATIENCE)) {
                throw new IOException("nobody listens on " + port + " in " + net);
            }
        }
    }

    private boolean listens(String space, String port) {
        try {
            return exec(space, "ss", "-Hltn").said().contains(port + " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> dnsmasq(String... options) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "dnsmasq",
                                "--keep-in-foreground",
                                "--log-facility=-",
                                "--user=root",
                                "--conf-file=/dev/null",
                                "--pid-file",
                                "--bind-interfaces"));
        all.addAll(List.of(options));
        return all;
    }

    private String name(String part) {
        return id + part;
    }

    private String add(String part) throws IOException, InterruptedException {
        String space = name(part);
        Path resolver = resolver(space);
        Files.createDirectories(resolver);
        Files.writeString(resolver.resolve("resolv.conf"), "nameserver " + DNS_4 + "\n");
        namespaces.push(space);
        must("", "ip", "netns", "add", space);
        set(space, "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0");
        set(space, "net.ipv6.conf.default.router_solicitation_delay=0");
        must(space, "ip", "link", "set", "lo", "up");
        return space;
    }

    /// `ip netns exec` shows a program in the namespace this folder's files in place of /etc's.
    private static Path resolver(String space) {
        return Path.of("/etc/netns", space);
    }

    private void plugIn(String space, String port, String mac)
            throws IOException, InterruptedException {
        String sw = name("sw");
        String end = "p" + ++ports;
        must(sw, "ip", "link", "add", end, "type", "veth", "peer", port, "netns", space);
        must(sw, "ip", "link", "set", end, "master", "br0");
        silence(sw, end);
        mirror(sw, end, "ingress");
        plainFrames(sw, end);
        plainFrames(space, port);
        // A machine that forwards takes no router's word unless told to (a home router's WAN does).
        set(space, "net.ipv6.conf." + port + ".accept_ra=2");
        must(sw, "ip", "link", "set", end, "up");
        must(space, "ip", "link", "set", port, "address", mac, "up");
    }

    private void mirror(String space, String port, String direction)
            throws IOException, InterruptedException {
        must(space, "tc", "qdisc", "add", "dev", port, "clsact");
        must(
                space,
                "tc",
                "filter",
                "add",
                "dev",
                port,
                direction,
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

    private void silence(String space, String port) throws IOException, InterruptedException {
        set(space, "net.ipv6.conf." + port + ".disable_ipv6=1");
    }

    private void plainFrames(String space, String... ports)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PYTHON, "-c", PLAIN_FRAMES));
        command.addAll(List.of(ports));
        must(space, command.toArray(String[]::new));
    }

    private void set(String space, String... settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sysctl", "-qw"));
        command.addAll(List.of(settings));
        must(space, command.toArray(String[]::new));
    }

    // ---- running programs

    /// Runs a command in the namespace to its end, or for twenty seconds.
    public Ran exec(String namespace, String... command) throws IOException, InterruptedException {
        return run(namespace, "", command);
    }

    /// Runs a command that has to succeed, and fails with what it said otherwise.
    public String must(String namespace, String... command)
            throws IOException, InterruptedException {
        return succeeded(run(namespace, "", command), command);
    }

    private void feed(String namespace, String input, String... command)
            throws IOException, InterruptedException {
        succeeded(run(namespace, input, command), command);
    }

    private static String succeeded(Ran ran, String... command) {
        if (!ran.succeeded()) {
            throw new IllegalStateException(String.join(" ", command) + ": " + ran.said());
        }
        return ran.said();
    }

    private Ran run(String namespace, String input, String... command)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Running started = spawn(namespace, command);
        try {
            try (var in = started.process().getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            boolean ended = started.ended(PATIENCE);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            int exit = ended ? started.process().exitValue() : Ran.OVERDUE;
            return new Ran(exit, started.said(), took);
        } finally {
            started.stop();
            running.remove(started);
            Files.deleteIfExists(started.log());
        }
    }

    /// Starts a program in the namespace. It is stopped with the lab, if not before.
    public Running spawn(String namespace, String... command) throws IOException {
        List<String> all = new ArrayList<>();
        if (!namespace.isEmpty()) {
            all.addAll(List.of("ip", "netns", "exec", namespace));
        }
        // Whoever runs the tests in the background had Ctrl-C ignored, which programs inherit.
        all.addAll(List.of("env", "--default-signal=INT"));
        all.addAll(List.of(command));
        // A file and no pipe: a program that nobody listens to must not stop for it.
        Path log = directory.resolve(Path.of(command[0]).getFileName() + "-" + ++logs + ".log");
        Process process =
                new ProcessBuilder(all)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        var started = new Running(process, log);
        running.push(started);
        return started;
    }

    /// Pings from a machine at a steady beat until stopped.
    public Pings keepsPinging(String namespace, String address, Duration beat) throws IOException {
        String seconds = Double.toString(beat.toMillis() / 1000.0);
        return new Pings(spawn(namespace, "ping", "-n", "-i", seconds, "-W", "1", address), beat);
    }

    /// Asks every few milliseconds until it is so.
    public static boolean await(BooleanSupplier condition, Duration atMost) {
        long began = System.nanoTime();
        while (true) {
            long asked = System.nanoTime();
            if (condition.getAsBoolean()) {
                return true;
            }
            long now = System.nanoTime();
            if (now - began > atMost.toNanos()) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(pause(now - began, now - asked));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /// What comes at once is met at once; what takes long is not asked for all the time, and what
    /// is dear to ask, as a page over TLS, still less: the processors are for what is waited for.
    private static long pause(long waited, long cost) {
        boolean isLong = waited > TimeUnit.SECONDS.toNanos(1);
        long least = TimeUnit.MILLISECONDS.toNanos(isLong ? 50 : 5);
        return Math.clamp(5 * cost, least, TimeUnit.MILLISECONDS.toNanos(500));
    }

    // ---- the end

    @Override
    public void close() {
        takeAway();
        try {
            Runtime.getRuntime().removeShutdownHook(whenTheMachineStops);
        } catch (IllegalStateException stopping) {
            // The machine is stopping: the hook runs by itself and finds nothing left.
        }
    }

    private synchronized void takeAway() {
        while (!running.isEmpty()) {
            running.pop().stop();
        }
        while (!namespaces.isEmpty()) {
            String space = namespaces.pop();
            try {
                new ProcessBuilder("ip", "netns", "del", space).inheritIO().start().waitFor();
                delete(resolver(space));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
