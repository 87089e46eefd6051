package org.tapwarden.appliance.scenario;

import java.time.Duration;
import java.util.List;
import org.tapwarden.appliance.lab.Host;
import org.tapwarden.appliance.lab.Lab;

/// Who says what only others have the right to say.
final class ForgeryScenarios {

    private static final String FORGER = "3c:52:82:cc:00:01";

    static final List<Scenario> ALL =
            List.of(
                    Scenario.attack(
                            "arp-spoofing",
                            "address-spoofing",
                            stage -> {
                                Host victim = stage.client("v", Stage.LAPTOP);
                                stage.python(
                                        stage.machine("f", FORGER, "10.20.0.66"),
                                        """
                                        for _ in range(12):
                                            port.send(arp(2, '3c:52:82:cc:00:01', GATEWAY_4, '%1$s', '%2$s', to='%1$s'),
                                                      arp(2, '3c:52:82:cc:00:01', '%2$s', GATEWAY, GATEWAY_4, to=GATEWAY),
                                                      gap=0.05)
                                        """
                                                .formatted(Stage.LAPTOP, victim.ip4()));
                                for (int i = 0; i < 3; i++) {
                                    victim.ping(Lab.GATEWAY_4);
                                }
                            }),
                    Scenario.attack(
                            "neighbour-spoofing",
                            "address-spoofing",
                            stage -> {
                                Host victim = stage.client("v", Stage.LAPTOP);
                                victim.ping(Lab.GATEWAY_6);
                                stage.python(
                                        stage.machine("f", FORGER),
                                        """
                                        for _ in range(12):
                                            port.send(eth('%s', '3c:52:82:cc:00:01', 0x86dd,
                                                          advertisement(GATEWAY_6, '3c:52:82:cc:00:01', 0xa0000000,
                                                                        to='%s')), gap=0.1)
                                        """
                                                .formatted(Stage.LAPTOP, victim.ip6()));
                                victim.fetch6(Stage.PAGE);
                            }),
                    Scenario.attack(
                            "arp-forged-with-the-gateways-mac",
                            "address-spoofing",
                            stage -> {
                                Host victim = stage.client("v", Stage.LAPTOP);
                                stage.python(
                                        stage.machine("f", FORGER),
                                        """
                                        for _ in range(20):
                                            port.send(arp(2, '02:de:ad:00:00:01', GATEWAY_4, '%1$s', '%2$s', to='%1$s',
                                                          ethernet=GATEWAY), gap=0.05)
                                        """
                                                .formatted(Stage.LAPTOP, victim.ip4()));
                                victim.ping(Lab.GATEWAY_4);
                            }),
                    Scenario.attack(
                            "dhcp-forged-with-the-servers-mac",
                            "address-spoofing",
                            stage -> {
                                stage.client("v", Stage.LAPTOP);
                                stage.python(
                                        stage.machine("f", FORGER),
                                        """
                                        for i in range(20):
                                            options = option(54, ip4(GATEWAY_4)) + option(51, struct.pack('!I', 600))
                                            options += option(3, ip4('10.20.0.66')) + option(6, ip4('10.20.0.66'))
                                            port.send(eth('%1$s', GATEWAY, 0x800, udp(GATEWAY_4, '10.20.0.150', 67, 68,
                                                          dhcp(2, '%1$s', 5, options, '10.20.0.150'))), gap=0.05)
                                        """
                                                .formatted(Stage.LAPTOP));
                            }),
                    Scenario.attack(
                            "advertisement-forged-with-the-routers-mac",
                            "address-spoofing",
                            stage -> {
                                Host victim = stage.client("v", Stage.LAPTOP);
                                stage.pause(Duration.ofMillis(500));
                                stage.python(
                                        stage.machine("f", FORGER),
                                        """
                                        for _ in range(20):
                                            port.send(eth('33:33:00:00:00:01', GATEWAY, 0x86dd,
                                                          router_advertisement('fe80::ff:fe00:250', GATEWAY, 'fd99::', 0)),
                                                      gap=0.05)
                                        """);
                                victim.fetch6(Stage.PAGE);
                            }),
                    Scenario.attack(
                            "two-with-one-address",
                            "address-conflict",
                            stage -> {
                                String one = stage.machine("a", Stage.LAPTOP, "10.20.0.77");
                                String two = stage.machine("b", FORGER, "10.20.0.77");
                                for (int i = 0; i < 4; i++) {
                                    for (String machine : List.of(one, two)) {
                                        stage.must(machine, "ip", "neigh", "flush", "all");
                                        stage.run(
                                                machine,
                                                "ping",
                                                "-n",
                                                "-c",
                                                "1",
                                                "-W",
                                                "1",
                                                Lab.GATEWAY_4);
                                        stage.run(
                                                machine,
                                                "arping",
                                                "-c",
                                                "1",
                                                "-w",
                                                "1",
                                                "-U",
                                                "-I",
                                                "eth0",
                                                "10.20.0.77");
                                    }
                                }
                            }),
                    Scenario.attack(
                            "cloned-mac",
                            "mac-cloning",
                            stage -> {
                                String first = stage.machine("a", Stage.LAPTOP);
                                String second = stage.machine("b", Stage.LAPTOP);
                                stage.must(second, "sysctl", "-qw", "net.ipv4.ip_default_ttl=128");
                                stage.must(second, "sysctl", "-qw", "net.ipv4.tcp_timestamps=0");
                                for (int i = 0; i < 3; i++) {
                                    stage.lease(first, "library-pc", "MSFT 5.0");
                                    stage.fetch(first, "Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
                                    stage.must(first, "ip", "addr", "flush", "dev", "eth0");
                                    stage.lease(second, "kali", "dhcpcd-9.4.1");
                                    stage.fetch(
                                            second, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)");
                                    stage.must(second, "ip", "addr", "flush", "dev", "eth0");
                                }
                            }),
                    Scenario.attack(
                            "dhcp-starvation",
                            "dhcp-starvation",
                            stage ->
                                    stage.python(
                                            stage.machine("f", FORGER),
                                            """
                                            for i in range(250):
                                                client = '02:5a:%02x:%02x:00:01' % (i >> 8, i & 255)
                                                port.send(eth(BROADCAST, '3c:52:82:cc:00:01', 0x800,
                                                              udp('0.0.0.0', '255.255.255.255', 68, 67, dhcp(1, client, 1))), gap=0.004)
                                            """)),
                    Scenario.attack(
                            "llmnr-poisoning",
                            "name-poisoning",
                            stage -> {
                                Host victim = stage.client("v", Stage.LAPTOP);
                                String forger = stage.machine("f", FORGER, "10.20.0.66");
                                for (String name :
                                        List.of("wpad", "fileserver", "prinetr", "intranett")) {
                                    stage.python(
                                            victim.namespace(),
                                            """
                                            port.send(eth('01:00:5e:00:00:fc', '%s', 0x800, udp('%s', '224.0.0.252', 50001,
                                                      5355, dns_question(%d, '%s', flags=0), ttl=1)))
                                            """
                                                    .formatted(
                                                            Stage.LAPTOP,
                                                            victim.ip4(),
                                                            4000 + name.length(),
                                                            name));
                                    stage.python(
                                            forger,
                                            """
                                            port.send(eth('%s', '3c:52:82:cc:00:01', 0x800, udp('10.20.0.66', '%s', 5355,
                                                      50001, dns_answer(%d, '%s', '10.20.0.66', flags=0x8000))))
                                            """
                                                    .formatted(
                                                            Stage.LAPTOP,
                                                            victim.ip4(),
                                                            4000 + name.length(),
                                                            name));
                                }
                            }),
                    Scenario.attack(
                            "netbios-poisoning",
                            "name-poisoning",
                            stage -> {
                                Host victim = stage.client("v", Stage.LAPTOP);
                                stage.python(
                                        stage.machine("f", FORGER, "10.20.0.66"),
                                        """
                                        for i, name in enumerate(['WPAD', 'FILESRV', 'PRINETR', 'INTRANETT']):
                                            body = struct.pack('!HHHHHH', 900 + i, 0x8500, 0, 1, 0, 0) + netbios_name(name)
                                            body += struct.pack('!HHIHH', 0x20, 1, 300, 6, 0) + ip4('10.20.0.66')
                                            port.send(eth('%s', '3c:52:82:cc:00:01', 0x800,
                                                          udp('10.20.0.66', '%s', 137, 137, body)), gap=0.1)
                                        """
                                                .formatted(Stage.LAPTOP, victim.ip4()));
                            }),
                    Scenario.attack(
                            "two-answers-to-one-question",
                            "dns-forgery",
                            stage -> {
                                Host victim = stage.client("v", Stage.LAPTOP);
                                String forger = stage.machine("f", FORGER);
                                stage.python(
                                        victim.namespace(),
                                        """
                                        port.send(eth(GATEWAY, '%s', 0x800, udp('%s', '203.0.113.53', 40001, 53,
                                                  dns_question(0x1234, 'www.example.edu'))))
                                        time.sleep(0.3)
                                        """
                                                .formatted(Stage.LAPTOP, victim.ip4()));
                                stage.python(
                                        forger,
                                        """
                                        port.send(eth('%s', '3c:52:82:cc:00:01', 0x800, udp('203.0.113.53', '%s', 53, 40001,
                                                  dns_answer(0x1234, 'www.example.edu', '198.51.100.66'))))
                                        """
                                                .formatted(Stage.LAPTOP, victim.ip4()));
                            }),
                    Scenario.attack(
                            "senders-from-nowhere",
                            "foreign-source",
                            stage ->
                                    stage.python(
                                            stage.machine("f", FORGER, "10.20.0.66"),
                                            """
                                            for i in range(60):
                                                source = '%d.%d.%d.%d' % tuple(random.randrange(11, 200) for _ in range(4))
                                                port.send(eth(GATEWAY, '3c:52:82:cc:00:01', 0x800,
                                                              udp(source, WEB, 40000 + i, 9999, b'x' * 30)), gap=0.02)
                                            """)));

    private ForgeryScenarios() {}
}
