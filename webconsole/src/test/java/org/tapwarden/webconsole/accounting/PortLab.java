package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.webconsole.MachineNetwork;

/// A port with 802.1X that really blocks: hostapd as the switch, its port closed by nftables to
/// whoever it has not let in, FreeRADIUS as the server that it asks and that reads the list of the
/// denied, wpa_supplicant as the device, and our listener for the accounting. The device sends a
/// datagram each millisecond through the port to this test.
///
/// `reference/detection-and-enforcement.md` 2.2 says which of it was measured.
final class PortLab implements AutoCloseable {

    static final Mac STATION = Mac.parse("02:00:00:00:51:01");

    private final Path folder;
    private final String run = "twp" + ProcessHandle.current().pid() % 100_000;
    private final String nas = run + "n";
    private final String device = run + "d";
    private final long number = ProcessHandle.current().pid() % 250;
    private final Deque<Process> running = new ArrayDeque<>();
    private final DatagramSocket traffic;
    private final Thread listener;
    private volatile long lastNanos;
    private final LongAdder received = new LongAdder();
    private Process port;
    private Process keeper;

    final AccountingStore store;
    final AccountingServer accounting;

    PortLab(Path folder) throws IOException, InterruptedException {
        assumeThat(System.getProperty("user.name")).as("namespaces need root").isEqualTo("root");
        for (String program : List.of("hostapd", "wpa_supplicant", "freeradius", "nft")) {
            assumeThat(Path.of("/usr/sbin", program)).exists();
        }
        this.folder = folder;
        store = new AccountingStore(folder.resolve("accounting.db"), System::currentTimeMillis);
        try {
            try (var _ = MachineNetwork.hold()) {
                wire();
            }
            traffic = new DatagramSocket(new InetSocketAddress(appliance(), 0));
            listener = Thread.ofPlatform().daemon().name("traffic").start(this::listen);
            accounting =
                    new AccountingServer(
                            new AccountingSettings(
                                    appliance(),
                                    0,
                                    List.of(
                                            new AccountingSettings.Client(
                                                    Prefix.parse(switchAddress() + "/32"),
                                                    "testing123",
                                                    false)),
                                    1_000),
                            store,
                            System::currentTimeMillis);
            accounting.start();
            serve();
            openPort();
            in(device, "wpa_supplicant", "-D", "wired", "-i", "eth0", "-c", supplicant());
            in(
                    device,
                    "/usr/bin/python3",
                    "-u",
                    "-c",
                    SENDER,
                    appliance(),
                    Integer.toString(traffic.getLocalPort()));
        } catch (IOException | RuntimeException | Error e) {
            tidy();
            throw e;
        }
    }

    String appliance() {
        return "10.197." + number + ".1";
    }

    String switchAddress() {
        return "10.197." + number + ".2";
    }

    /// Where the list of the denied is read.
    Path denied() {
        return folder.resolve("denied");
    }

    // ---- what is seen ----

    private void listen() {
        var packet = new DatagramPacket(new byte[64], 64);
        try {
            while (true) {
                traffic.receive(packet);
                lastNanos = System.nanoTime();
                received.increment();
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    /// When the device was last heard, by `System.nanoTime()`, once it was silent for so long.
    long lastHeardNanos(Duration silent) throws InterruptedException {
        while (System.nanoTime() - lastNanos < silent.toNanos()) {
            Thread.sleep(10);
        }
        return lastNanos;
    }

    /// Whether the device is heard within this time.
    boolean isHeard(Duration within) throws InterruptedException {
        long before = received.sum();
        long end = System.nanoTime() + within.toNanos();
        while (received.sum() == before && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        return received.sum() > before;
    }

    /// What was sent before the port was closed may come a moment later, and is no sign of an open
    /// one.
    private boolean isHeardOnAndOn() throws InterruptedException {
        if (!isHeard(Duration.ofSeconds(3))) {
            return false;
        }
        Thread.sleep(200);
        return isHeard(Duration.ofSeconds(1));
    }

    long rejections() {
        return count("Login incorrect");
    }

    private long count(String words) {
        try {
            return Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.contains(words))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    // ---- what is done ----

    /// The device asks anew, as after it was plugged in; the switch's quiet time after a rejection
    /// (IEEE 802.1X, quietPeriod: a minute) is not waited for.
    void plugAgain() throws IOException, InterruptedException {
        say("hostapd_cli", "-p", path("hostapd"), "-i", "pa", "deauthenticate", STATION.toString());
        askAgain();
    }

    /// The device asks anew, and the switch decides whether it listens.
    void askAgain() throws IOException, InterruptedException {
        say("wpa_cli", "-p", path("wpa"), "-i", "eth0", "reassociate");
    }

    /// Waits until the device is in and its session is known.
    void awaitIn() throws IOException, InterruptedException {
        boolean in = isHeardOnAndOn();
        for (int i = 0; i < 5 && !in; i++) {
            plugAgain();
            in = isHeardOnAndOn();
        }
        assertThat(in).as("the device is let in").isTrue();
        until(() ->
                store.of(STATION).stream()
                        .anyMatch(s ->
                                s.state() == org.tapwarden.enforcer.radius.Session.State.OPEN));
    }

    /// Without a word to anybody, as when it loses its power; its ports are closed.
    void stopSwitch() throws IOException, InterruptedException {
        port.destroyForcibly().waitFor();
        keeper.destroyForcibly().waitFor();
        say("ip", "netns", "exec", nas, "nft", "flush", "set", "netdev", "nas", "auth");
    }

    void startSwitch() throws IOException, InterruptedException {
        openPort();
    }

    /// A switch that has forgotten whom it put out, with the device let in anew. Five seconds after
    /// it put a station out hostapd removes it once more, and on a wire that is so also when the
    /// station was let in again meanwhile.
    void begin() throws IOException, InterruptedException {
        stopSwitch();
        startSwitch();
        askAgain();
        awaitIn();
    }

    static void until(BooleanSupplier met) throws InterruptedException {
        for (int i = 0; i < 1_000 && !met.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(met.getAsBoolean()).isTrue();
    }

    // ---- how it is built ----

    private void wire() throws IOException, InterruptedException {
        say("ip", "netns", "add", nas);
        say("ip", "netns", "add", device);
        say("ip", "link", "add", run + "m", "type", "veth", "peer", "name", "mgmt", "netns", nas);
        say("ip", "addr", "add", appliance() + "/30", "dev", run + "m");
        // An address of its own making would come a second later.
        say("ip", "link", "set", run + "m", "addrgenmode", "none");
        say("ip", "link", "set", run + "m", "up");
        say("ip", "-n", nas, "link", "set", "lo", "up");
        say("ip", "-n", nas, "addr", "add", switchAddress() + "/30", "dev", "mgmt");
        say("ip", "-n", nas, "link", "set", "mgmt", "up");
        say(
                "ip", "-n", nas, "link", "add", "pa", "type", "veth", "peer", "name", "eth0",
                "netns", device);
        String network = "10.198." + number + ".";
        say("ip", "-n", nas, "addr", "add", network + "1/24", "dev", "pa");
        say("ip", "-n", nas, "link", "set", "pa", "up");
        say("ip", "-n", device, "link", "set", "eth0", "address", STATION.toString(), "up");
        say("ip", "-n", device, "addr", "add", network + "2/24", "dev", "eth0");
        say("ip", "-n", device, "route", "add", "default", "via", network + "1");
        say("ip", "netns", "exec", nas, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        say("ip", "route", "add", network + "0/24", "via", switchAddress());
        say("ip", "netns", "exec", nas, "nft", "-f", file("block.nft", BLOCK));
    }

    private void serve() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("radius/run"));
        Path script = Path.of("../systemd/freeradius/tapwarden-denied").toRealPath();
        String module =
                Files.readString(Path.of("../systemd/freeradius/tapwarden"))
                        .replace(
                                "/usr/lib/tapwarden/freeradius/tapwarden-denied", script.toString())
                        .replace("/var/lib/tapwarden-radius/denied", denied().toString());
        Files.writeString(
                folder.resolve("radius/radiusd.conf"),
                RADIUS.replace("FOLDER", path("radius")).replace("MODULE", module));
        in(nas, "freeradius", "-fxx", "-l", "stdout", "-d", path("radius"), "-n", "radiusd");
        until(() -> count("Ready to process") > 0);
    }

    private void openPort() throws IOException, InterruptedException {
        long before = count("AP-ENABLED");
        port =
                in(
                        nas,
                        "hostapd",
                        file(
                                "hostapd.conf",
                                HOSTAPD.replace("OWN", switchAddress())
                                        .replace("APPLIANCE", appliance())
                                        .replace(
                                                "ACCOUNTING",
                                                Integer.toString(accounting.address().getPort()))
                                        .replace("CONTROL", path("hostapd"))));
        until(() -> count("AP-ENABLED") > before);
        keeper = in(nas, "hostapd_cli", "-p", path("hostapd"), "-i", "pa", "-a", gate());
    }

    /// Opens the port to whoever the switch lets in, and to nobody else.
    private String gate() throws IOException {
        String script =
                file(
                        "gate",
                        """
                        #!/bin/sh
                        case $2 in
                            AP-STA-CONNECTED) nft add element netdev nas in "{ $3 }" ;;
                            AP-STA-DISCONNECTED) nft delete element netdev nas in "{ $3 }" ;;
                        esac
                        """
                                .replace(" nas in ", " nas auth "));
        Files.setPosixFilePermissions(
                Path.of(script), PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private String supplicant() throws IOException {
        return file(
                "wpa.conf",
                """
                ctrl_interface=%s
                ap_scan=0
                network={
                 key_mgmt=IEEE8021X
                 eap=MD5
                 identity="kim"
                 password="hunter2"
                 eapol_flags=0
                }
                """
                        .formatted(path("wpa")));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Process in(String namespace, String... command) throws IOException {
        var all = new ArrayList<String>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(command));
        Process process =
                new ProcessBuilder(all)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                        .start();
        running.push(process);
        return process;
    }

    private void say(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
    }

    private void tidy() throws IOException, InterruptedException {
        for (Process process : running) {
            process.destroy();
        }
        for (Process process : running) {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        // Wires go with their namespaces, but a moment later.
        try (var _ = MachineNetwork.hold()) {
            new ProcessBuilder("ip", "link", "del", run + "m").start().waitFor();
        }
        for (String name : List.of(device, nas)) {
            new ProcessBuilder("ip", "netns", "del", name).start().waitFor();
        }
        if (accounting != null) {
            accounting.close();
        }
        store.close();
    }

    @Override
    public void close() throws IOException {
        traffic.close();
        try {
            listener.join();
            tidy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while tidying up", e);
        }
    }

    private static final String BLOCK =
            """
            table netdev nas {
              set auth { type ether_addr; }
              chain ing {
                type filter hook ingress device pa priority -500; policy accept;
                ether type 0x888e accept
                ether saddr @auth counter accept
                counter drop
              }
            }
            """;

    private static final String HOSTAPD =
            """
            interface=pa
            driver=wired
            ieee8021x=1
            use_pae_group_addr=1
            own_ip_addr=OWN
            nas_identifier=closet-2
            auth_server_addr=127.0.0.1
            auth_server_port=1812
            auth_server_shared_secret=testing123
            acct_server_addr=APPLIANCE
            acct_server_port=ACCOUNTING
            acct_server_shared_secret=testing123
            radius_das_port=3799
            radius_das_client=APPLIANCE testing123
            radius_das_time_window=300
            radius_das_require_event_timestamp=1
            radius_das_require_message_authenticator=1
            ctrl_interface=CONTROL
            """;

    private static final String SENDER =
            """
            import socket, sys, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            while True:
                try:
                    s.sendto(b"here", (sys.argv[1], int(sys.argv[2])))
                except OSError:
                    pass
                time.sleep(0.001)
            """;

    private static final String RADIUS =
            """
            prefix = /usr
            logdir = FOLDER
            raddbdir = /etc/freeradius/3.0
            libdir = /usr/lib/freeradius
            run_dir = FOLDER/run
            pidfile = FOLDER/run/pid
            max_request_time = 5
            cleanup_delay = 0
            hostname_lookups = no
            log {
              auth = yes
            }
            security {
              reject_delay = 0
              status_server = yes
            }
            thread pool {
              start_servers = 1
              max_servers = 4
              min_spare_servers = 1
              max_spare_servers = 2
              max_requests_per_server = 0
            }
            client lo {
              ipaddr = 127.0.0.1
              secret = testing123
              require_message_authenticator = yes
            }
            modules {
              eap {
                default_eap_type = md5
                timer_expire = 60
                max_sessions = 64
                md5 {
                }
              }
              MODULE
            }
            server lab {
              listen {
                type = auth
                ipaddr = 127.0.0.1
                port = 1812
              }
              authorize {
                update control {
                  Cleartext-Password := "hunter2"
                }
                eap
              }
              authenticate {
                eap
              }
              post-auth {
                tapwarden
                Post-Auth-Type REJECT {
                  eap
                }
              }
            }
            """;
}
