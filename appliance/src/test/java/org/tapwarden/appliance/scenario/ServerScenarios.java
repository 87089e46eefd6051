package org.tapwarden.appliance.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Who hands out addresses or routes, or bridges, and is not the office's.
final class ServerScenarios {

    private static final String BOX = "3c:52:82:bb:00:01";

    private static final Duration STARTS = Duration.ofSeconds(20);

    static final List<Scenario> ALL =
            List.of(
                    Scenario.attack(
                            "rogue-dhcpd",
                            "rogue-dhcp-server",
                            stage -> {
                                String box = stage.machine("d", BOX);
                                stage.must(
                                        box, "ip", "addr", "add", "192.168.0.1/24", "dev", "eth0");
                                Path conf = stage.file("dhcpd.conf");
                                Files.writeString(
                                        conf,
                                        """
                                        authoritative;
                                        ping-check false;
                                        subnet 192.168.0.0 netmask 255.255.255.0 {
                                            range 192.168.0.50 192.168.0.60;
                                            option routers 192.168.0.1;
                                        }
                                        """);
                                Path leases = Files.createFile(stage.file("dhcpd.leases"));
                                stage.start(
                                                box,
                                                "dhcpd",
                                                "-d",
                                                "-4",
                                                "--no-pid",
                                                "-cf",
                                                conf.toString(),
                                                "-lf",
                                                leases.toString(),
                                                "eth0")
                                        .awaits("Server starting service", STARTS);
                                String victim = stage.machine("v", Stage.LAPTOP);
                                stage.lease(victim, "laptop", "MSFT 5.0");
                                stage.pause(Duration.ofMillis(1200));
                            }),
                    Scenario.attack(
                            "rogue-dnsmasq",
                            "rogue-dhcp-server",
                            stage -> {
                                servesBesideTheOffice(stage, "10.20.0.66");
                            }),
                    Scenario.attack(
                            "rogue-dhcpv6",
                            "rogue-dhcp-server",
                            stage -> {
                                String box = stage.machine("d", BOX);
                                stage.must(
                                        box,
                                        "ip",
                                        "addr",
                                        "add",
                                        "fd66::1/64",
                                        "dev",
                                        "eth0",
                                        "nodad");
                                dnsmasq(stage, box, "--dhcp-range=fd66::100,fd66::200,64,1h");
                                stage.pause(Duration.ofMillis(1500));
                                String victim = stage.machine("v", Stage.LAPTOP);
                                stage.start(
                                        victim,
                                        "dhclient",
                                        "-6",
                                        "-d",
                                        "-1",
                                        "-lf",
                                        stage.file("six").toString(),
                                        "-pf",
                                        stage.file("six.pid").toString(),
                                        "eth0");
                                stage.pause(Duration.ofMillis(3500));
                            }),
                    Scenario.attack(
                            "rogue-radvd",
                            "rogue-router-advertisement",
                            stage -> {
                                String box = stage.machine("d", BOX);
                                stage.must(box, "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
                                stage.must(
                                        box,
                                        "ip",
                                        "addr",
                                        "add",
                                        "fd66::1/64",
                                        "dev",
                                        "eth0",
                                        "nodad");
                                Path conf = stage.file("radvd.conf");
                                Files.writeString(
                                        conf,
                                        """
                                        interface eth0 {
                                            AdvSendAdvert on;
                                            MinRtrAdvInterval 3;
                                            MaxRtrAdvInterval 4;
                                            prefix fd66::/64 { };
                                        };
                                        """);
                                stage.start(
                                        box,
                                        "radvd",
                                        "-n",
                                        "-C",
                                        conf.toString(),
                                        "-p",
                                        stage.file("radvd.pid").toString(),
                                        "-m",
                                        "stderr");
                                stage.pause(Duration.ofMillis(2500));
                            }),
                    Scenario.attack(
                            "rogue-advertisement-of-another-prefix",
                            "rogue-router-advertisement",
                            stage ->
                                    stage.python(
                                            stage.machine("d", BOX),
                                            """
                                            for _ in range(3):
                                                port.send(eth('33:33:00:00:00:01', '3c:52:82:bb:00:01', 0x86dd,
                                                              router_advertisement('fe80::3e52:82ff:febb:1',
                                                                                   '3c:52:82:bb:00:01', 'fd99::')), gap=0.2)
                                            """)),
                    Scenario.attack(
                            "bridge-with-spanning-tree",
                            "rogue-bridge",
                            stage -> {
                                String box = stage.machine("d", BOX);
                                stage.must(
                                        box,
                                        "ip",
                                        "link",
                                        "add",
                                        "br0",
                                        "type",
                                        "bridge",
                                        "stp_state",
                                        "1",
                                        "forward_delay",
                                        "400",
                                        "hello_time",
                                        "100");
                                stage.must(box, "ip", "link", "set", "eth0", "master", "br0");
                                stage.must(box, "ip", "link", "set", "br0", "up");
                                stage.pause(Duration.ofMillis(3500));
                            }),
                    Scenario.attack(
                            "bridge-that-wants-to-be-root",
                            "rogue-bridge",
                            stage ->
                                    stage.python(
                                            stage.machine("d", BOX),
                                            """
                                            for _ in range(3):
                                                port.send(llc('01:80:c2:00:00:00', '3c:52:82:bb:00:01',
                                                              bpdu('00:00:00:00:00:01', '00:00:00:00:00:01')), gap=0.2)
                                            """)),
                    Scenario.declared(
                            "second-server-of-the-office",
                            "dhcp-server",
                            BOX,
                            stage -> {
                                servesBesideTheOffice(stage, "10.20.0.1");
                            }));

    private ServerScenarios() {}

    /// A second server on the segment, and a client that asks both.
    private static void servesBesideTheOffice(Stage stage, String router) throws Exception {
        String box = stage.machine("d", BOX, "10.20.0.66");
        dnsmasq(
                stage,
                box,
                "--no-ping",
                "--dhcp-authoritative",
                "--dhcp-range=10.20.0.210,10.20.0.220,1h",
                "--dhcp-option=option:router," + router);
        stage.lease(stage.machine("v", Stage.LAPTOP), "laptop", "MSFT 5.0");
        stage.pause(Duration.ofMillis(300));
    }

    private static void dnsmasq(Stage stage, String box, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "dnsmasq",
                                "--keep-in-foreground",
                                "--log-facility=-",
                                "--user=root",
                                "--conf-file=/dev/null",
                                "--pid-file",
                                "--port=0",
                                "--interface=eth0",
                                "--dhcp-leasefile=" + stage.file("leases")));
        command.addAll(List.of(options));
        stage.start(box, command.toArray(String[]::new)).awaits("IP range", STARTS);
    }
}
