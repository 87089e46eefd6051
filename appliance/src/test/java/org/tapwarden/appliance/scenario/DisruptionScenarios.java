package org.tapwarden.appliance.scenario;

import java.util.List;

/// Who takes the network away from others, or tries its doors.
final class DisruptionScenarios {

    private static final String SOURCE = "3c:52:82:dd:00:01";

    static final List<Scenario> ALL =
            List.of(
                    fromAPort(
                            "mac-flood",
                            "mac-flood",
                            """
                            for i in range(3000):
                                sender = '%012x' % (random.getrandbits(48) & 0xfeffffffffff)
                                source = '10.20.0.%d' % random.randrange(2, 250)
                                port.send(eth(GATEWAY, sender, 0x800, udp(source, WEB, 5000, 5000, b'x')))
                                if i % 50 == 0:
                                    time.sleep(0.01)
                            """),
                    fromAnAddress(
                            "port-scan",
                            "scan",
                            """
                            for i in range(600):
                                port.send(eth(GATEWAY, '3c:52:82:dd:00:01', 0x800,
                                              syn('10.20.0.66', GATEWAY_4, 40000, 1 + i)), gap=0.002)
                            """),
                    fromAnAddress(
                            "address-sweep",
                            "scan",
                            """
                            for i in range(600):
                                target = '10.%d.%d.9' % (30 + i // 250, i % 250)
                                port.send(eth(GATEWAY, '3c:52:82:dd:00:01', 0x800,
                                              syn('10.20.0.66', target, 40000 + i, 445)), gap=0.002)
                            """),
                    fromAnAddress(
                            "syn-flood",
                            "flood",
                            """
                            for i in range(6000):
                                port.send(eth(GATEWAY, '3c:52:82:dd:00:01', 0x800,
                                              syn('10.20.0.66', WEB, 1024 + i, 80)))
                                if i % 100 == 0:
                                    time.sleep(0.01)
                            """),
                    fromAnAddress(
                            "udp-flood",
                            "flood",
                            """
                            frames = [eth(GATEWAY, '3c:52:82:dd:00:01', 0x800,
                                          udp('10.20.0.66', WEB, 4000, 9999, b'x' * 18)) for _ in range(20000)]
                            for i, frame in enumerate(frames):
                                port.send(frame)
                                if i % 1000 == 0:
                                    time.sleep(0.005)
                            """),
                    fromAnAddress(
                            "icmp-flood",
                            "flood",
                            """
                            frames = [eth(GATEWAY, '3c:52:82:dd:00:01', 0x800,
                                          icmp_echo('10.20.0.66', '198.51.100.9')) for _ in range(20000)]
                            for i, frame in enumerate(frames):
                                port.send(frame)
                                if i % 1000 == 0:
                                    time.sleep(0.005)
                            """),
                    fromAPort(
                            "broadcast-storm",
                            "broadcast-storm",
                            """
                            frame = arp(1, '3c:52:82:dd:00:01', '10.20.0.66', '00:00:00:00:00:00', '10.20.0.1')
                            for i in range(12000):
                                port.send(frame)
                                if i % 100 == 0:
                                    time.sleep(0.01)
                            """));

    private DisruptionScenarios() {}

    private static Scenario fromAnAddress(String name, String rule, String script) {
        return Scenario.attack(
                name,
                rule,
                stage -> stage.python(stage.machine("f", SOURCE, "10.20.0.66"), script));
    }

    private static Scenario fromAPort(String name, String rule, String script) {
        return Scenario.attack(
                name, rule, stage -> stage.python(stage.machine("f", SOURCE), script));
    }
}
