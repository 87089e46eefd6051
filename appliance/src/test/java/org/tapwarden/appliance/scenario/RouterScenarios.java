package org.tapwarden.appliance.scenario;

import java.time.Duration;
import java.util.List;
import org.tapwarden.appliance.lab.Lab;

/// Routers and access points that somebody brought along.
final class RouterScenarios {

    private static final String RULE = "rogue-router";
    private static final String TP_LINK = "50:c7:bf:10:20:30";
    private static final String NETGEAR = "a0:40:a0:10:20:30";
    private static final String LAPTOP = "3c:52:82:aa:00:01";

    static final List<Scenario> ALL =
            List.of(
                    Scenario.attack(
                            "nat-router",
                            RULE,
                            stage -> {
                                HomeRouter router =
                                        HomeRouter.behind(stage, "r", TP_LINK, 2).windowsBehind(1);
                                stage.lease(router.space(), "TL-WR841N", "udhcp 1.35.0");
                                router.fetchBehind(2);
                            }),
                    Scenario.attack(
                            "nat-router-ipv6",
                            RULE,
                            stage -> {
                                HomeRouter router =
                                        HomeRouter.behind(stage, "r", NETGEAR, 2).windowsBehind(1);
                                stage.lease(router.space(), "R7000", "udhcp 1.24.1");
                                stage.pause(Duration.ofMillis(500));
                                for (int i = 0; i < 2; i++) {
                                    for (String inner : router.inner()) {
                                        stage.run(
                                                inner,
                                                "curl",
                                                "-6",
                                                "-sS",
                                                "--max-time",
                                                "2",
                                                Stage.PAGE);
                                    }
                                }
                            }),
                    Scenario.attack(
                            "nat-router-that-hides-its-hop",
                            RULE,
                            stage -> {
                                HomeRouter router =
                                        HomeRouter.behind(stage, "r", TP_LINK, 2)
                                                .windowsBehind(1)
                                                .hidesHops();
                                stage.lease(router.space(), "Archer-C7", "udhcp 1.35.0");
                                router.fetchBehind(3);
                            }),
                    Scenario.attack(
                            "nat-router-with-a-fixed-address",
                            RULE,
                            stage -> {
                                HomeRouter router =
                                        HomeRouter.behind(stage, "r", TP_LINK, 2).windowsBehind(1);
                                stage.must(
                                        router.space(),
                                        "ip",
                                        "addr",
                                        "add",
                                        "10.20.0.40/24",
                                        "dev",
                                        "eth0");
                                stage.must(
                                        router.space(),
                                        "ip",
                                        "route",
                                        "add",
                                        "default",
                                        "via",
                                        Lab.GATEWAY_4);
                                router.fetchBehind(3);
                            }),
                    Scenario.attack(
                            "laptop-hotspot",
                            RULE,
                            stage -> {
                                HomeRouter laptop = HomeRouter.behind(stage, "r", LAPTOP, 1);
                                stage.must(
                                        laptop.space(),
                                        "sysctl",
                                        "-qw",
                                        "net.ipv4.ip_default_ttl=128");
                                stage.must(
                                        laptop.space(),
                                        "sysctl",
                                        "-qw",
                                        "net.ipv4.tcp_timestamps=0");
                                stage.lease(laptop.space(), "DESKTOP-7Q2", "MSFT 5.0");
                                stage.fetch(
                                        laptop.space(),
                                        "Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
                                stage.python(
                                        laptop.space(),
                                        """
                                        frame = eth('01:00:5e:7f:ff:fa', '3c:52:82:aa:00:01', 0x800,
                                                    ssdp_gateway('10.20.0.1', 'http://192.168.137.1:2869/'))
                                        own = os.popen("ip -4 -o addr show eth0").read().split()[3].split('/')[0]
                                        for _ in range(3):
                                            port.send(eth('01:00:5e:7f:ff:fa', '3c:52:82:aa:00:01', 0x800,
                                                          ssdp_gateway(own, 'http://192.168.137.1:2869/')), gap=0.05)
                                        """);
                                for (int i = 0; i < 3; i++) {
                                    stage.fetch(
                                            laptop.inner().getFirst(),
                                            "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0");
                                }
                            }),
                    Scenario.attack(
                            "gateway-by-upnp",
                            RULE,
                            stage -> {
                                String box = stage.machine("r", TP_LINK);
                                stage.lease(box, "Archer-A6", "udhcp 1.35.0");
                                stage.python(
                                        box,
                                        """
                                        own = os.popen("ip -4 -o addr show eth0").read().split()[3].split('/')[0]
                                        for _ in range(3):
                                            port.send(eth('01:00:5e:7f:ff:fa', '50:c7:bf:10:20:30', 0x800,
                                                          ssdp_gateway(own, 'http://%s:1900/' % own)), gap=0.1)
                                        """);
                            }),
                    Scenario.attack(
                            "router-that-speaks-lldp",
                            RULE,
                            stage -> {
                                String box = stage.machine("r", NETGEAR);
                                stage.must(box, "sysctl", "-qw", "net.ipv4.ip_forward=1");
                                stage.lease(box, "Orbi-RBR50", "udhcp 1.30.1");
                                stage.speaksLldp(box);
                            }),
                    Scenario.attack(
                            "access-point-that-looks-for-its-controller",
                            RULE,
                            stage -> {
                                String box = stage.machine("r", NETGEAR);
                                stage.lease(box, "WAC510-AP", "udhcp 1.24.1");
                                stage.python(
                                        box,
                                        """
                                        own = os.popen("ip -4 -o addr show eth0").read().split()[3].split('/')[0]
                                        def element(kind, value):
                                            return struct.pack('!HH', kind, len(value)) + value
                                        elements = element(20, b'\\0') + element(38, b'\\0' * 8) + element(39, b'\\0' * 8)
                                        elements += element(41, b'\\0') + element(44, b'\\x01')
                                        body = bytes.fromhex('0010020000000000')
                                        body += struct.pack('!IBHB', 1, 0, len(elements) + 3, 0) + elements
                                        for _ in range(4):
                                            port.send(eth(BROADCAST, 'a0:40:a0:10:20:30', 0x800,
                                                          udp(own, '255.255.255.255', 40001, 5246, body)), gap=0.2)
                                        """);
                            }));

    private RouterScenarios() {}
}
