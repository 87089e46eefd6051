package org.tapwarden.appliance.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.tapwarden.appliance.lab.Host;
import org.tapwarden.appliance.lab.Lab;

/// What looks like an attack and is a school's daily life.
final class InnocentScenarios {

    private static final String TP_LINK = "50:c7:bf:77:00:01";
    private static final String PHONE = "d6:11:22:33:44:55";

    static final List<Scenario> ALL =
            List.of(
                    Scenario.lookAlike(
                            "vrrp-fail-over",
                            stage -> {
                                String first =
                                        stage.machine("a", "3c:52:82:ee:00:01", "10.20.0.11");
                                String second =
                                        stage.machine("b", "3c:52:82:ee:00:02", "10.20.0.12");
                                String file =
                                        """
                                        vrrp_instance one {
                                         state BACKUP
                                         interface eth0
                                         virtual_router_id 7
                                         use_vmac
                                         priority %d
                                         advert_int 1
                                         virtual_ipaddress {
                                          10.20.0.10/24
                                         }
                                        }
                                        """;
                                Path high =
                                        Files.writeString(
                                                stage.file("high.conf"), file.formatted(150));
                                Path low =
                                        Files.writeString(
                                                stage.file("low.conf"), file.formatted(100));
                                var master = stage.start(first, keepalived(stage, high, "a"));
                                stage.start(second, keepalived(stage, low, "b"));
                                stage.pause(Duration.ofMillis(4500));
                                master.stop();
                                stage.pause(Duration.ofMillis(4500));
                            }),
                    Scenario.lookAlike(
                            "docking-station",
                            stage -> {
                                String laptop = stage.machine("l", TP_LINK);
                                stage.must(laptop, "sysctl", "-qw", "net.ipv4.ip_default_ttl=128");
                                stage.lease(laptop, "OFFICE-LT-044", "MSFT 5.0");
                                stage.fetch(laptop, "Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
                            }),
                    Scenario.lookAlike(
                            "virtual-machine-bridged",
                            stage -> {
                                String host = stage.machine("h", Stage.LAPTOP);
                                stage.must(
                                        host,
                                        "ip",
                                        "link",
                                        "add",
                                        "br0",
                                        "type",
                                        "bridge",
                                        "forward_delay",
                                        "0");
                                stage.must(
                                        host, "ip", "link", "set", "br0", "address", Stage.LAPTOP);
                                stage.must(host, "ip", "link", "set", "eth0", "master", "br0");
                                stage.must(host, "ip", "link", "set", "br0", "up");
                                String guest = stage.lab().machine(stage.name("g"));
                                stage.must(
                                        host, "ip", "link", "add", "vm0", "type", "veth", "peer",
                                        "eth0", "netns", guest);
                                stage.must(host, "ip", "link", "set", "vm0", "master", "br0", "up");
                                stage.must(
                                        guest,
                                        "ip",
                                        "link",
                                        "set",
                                        "eth0",
                                        "address",
                                        "52:54:00:12:34:56",
                                        "up");
                                stage.must(guest, "sysctl", "-qw", "net.ipv4.ip_default_ttl=128");
                                stage.must(
                                        host, "ip", "addr", "add", "10.20.0.44/24", "dev", "br0");
                                stage.must(
                                        host,
                                        "ip",
                                        "route",
                                        "add",
                                        "default",
                                        "via",
                                        Lab.GATEWAY_4);
                                stage.lease(guest, "win-vm", "MSFT 5.0");
                                stage.fetch(guest, "Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
                                stage.fetch(host, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)");
                            }),
                    Scenario.lookAlike(
                            "virtual-machine-behind-its-hosts-address",
                            stage -> {
                                HomeRouter host = HomeRouter.behind(stage, "h", Stage.LAPTOP, 1);
                                stage.lease(host.space(), "dev-laptop", "dhcpcd-9.4.1");
                                stage.fetch(
                                        host.space(), "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)");
                                for (int i = 0; i < 3; i++) {
                                    stage.fetch(
                                            host.inner().getFirst(),
                                            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)");
                                }
                            }),
                    Scenario.lookAlike(
                            "traceroute",
                            stage -> {
                                Host client = stage.client("c", Stage.LAPTOP);
                                client.exec(
                                        "traceroute",
                                        "-n",
                                        "-w",
                                        "1",
                                        "-q",
                                        "1",
                                        "-m",
                                        "4",
                                        "203.0.113.10");
                                client.exec(
                                        "traceroute",
                                        "-T",
                                        "-n",
                                        "-w",
                                        "1",
                                        "-q",
                                        "2",
                                        "-m",
                                        "4",
                                        "203.0.113.10");
                                client.exec(
                                        "traceroute",
                                        "-I",
                                        "-n",
                                        "-w",
                                        "1",
                                        "-q",
                                        "1",
                                        "-m",
                                        "4",
                                        "203.0.113.10");
                            }),
                    Scenario.lookAlike(
                            "temporary-addresses",
                            stage -> {
                                Host client = stage.client("c", Stage.LAPTOP);
                                for (int i = 1; i <= 8; i++) {
                                    client.exec(
                                            "ip",
                                            "addr",
                                            "add",
                                            "fd20::a:" + i + "/64",
                                            "dev",
                                            "eth0");
                                    client.exec(
                                            "curl",
                                            "-6",
                                            "-sS",
                                            "--interface",
                                            "fd20::a:" + i,
                                            "--max-time",
                                            "2",
                                            Stage.PAGE);
                                }
                            }),
                    Scenario.lookAlike(
                            "phones-with-private-addresses",
                            stage -> {
                                for (int i = 0; i < 4; i++) {
                                    String phone =
                                            stage.machine(
                                                    "p" + i, "d6:11:22:33:44:%02x".formatted(i));
                                    stage.lease(phone, "Galaxy-S23", "android-dhcp-14");
                                    stage.fetch(
                                            phone,
                                            "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile");
                                }
                            }),
                    Scenario.lookAlike(
                            "one-machine-two-systems",
                            stage -> {
                                String machine = stage.machine("m", Stage.LAPTOP);
                                stage.lease(machine, "lab-pc", "MSFT 5.0");
                                stage.fetch(machine, "Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
                                stage.must(machine, "ip", "link", "set", "eth0", "down");
                                stage.pause(Duration.ofMillis(800));
                                stage.must(machine, "ip", "link", "set", "eth0", "up");
                                stage.lease(machine, "lab-pc", "PXEClient:Arch:00000");
                                stage.lease(machine, "lab-pc", "dhcpcd-9.4.1");
                                stage.fetch(machine, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)");
                            }),
                    Scenario.lookAlike(
                            "casting-stick",
                            stage -> {
                                String stick = stage.machine("s", "f4:f5:d8:00:00:01");
                                stage.lease(stick, "Chromecast", "dhcpcd-6.8.2");
                                stage.python(
                                        stick,
                                        """
                                        own = os.popen("ip -4 -o addr show eth0").read().split()[3].split('/')[0]
                                        text = ('NOTIFY * HTTP/1.1\\r\\nHOST: 239.255.255.250:1900\\r\\n'
                                                'CACHE-CONTROL: max-age=1800\\r\\nLOCATION: http://%s:8008/d.xml\\r\\n'
                                                'NT: urn:dial-multiscreen-org:service:dial:1\\r\\nNTS: ssdp:alive\\r\\n'
                                                'SERVER: Linux UPnP/1.0\\r\\nUSN: uuid:2::x\\r\\n\\r\\n' % own).encode()
                                        for _ in range(3):
                                            port.send(eth('01:00:5e:7f:ff:fa', 'f4:f5:d8:00:00:01', 0x800,
                                                          udp(own, '239.255.255.250', 1900, 1900, text, ttl=4)), gap=0.1)
                                        """);
                            }),
                    Scenario.declared(
                            "access-point-of-the-office",
                            "access-point",
                            TP_LINK,
                            stage -> {
                                String box = stage.machine("ap", TP_LINK);
                                stage.must(box, "sysctl", "-qw", "net.ipv4.ip_forward=1");
                                stage.lease(box, "EAP245", "udhcp 1.30.1");
                                stage.speaksLldp(box);
                            }),
                    Scenario.declared(
                            "router-of-the-office",
                            "router",
                            TP_LINK,
                            stage -> {
                                HomeRouter router =
                                        HomeRouter.behind(stage, "r", TP_LINK, 2).windowsBehind(1);
                                stage.lease(router.space(), "ER605", "udhcp 1.35.0");
                                router.fetchBehind(2);
                            }),
                    Scenario.lookAlike(
                            "is-this-address-free",
                            stage -> {
                                Host client = stage.client("c", Stage.LAPTOP);
                                String other = stage.machine("o", PHONE);
                                stage.run(
                                        other,
                                        "arping",
                                        "-D",
                                        "-c",
                                        "2",
                                        "-w",
                                        "2",
                                        "-I",
                                        "eth0",
                                        client.ip4());
                                stage.run(
                                        other,
                                        "arping",
                                        "-D",
                                        "-c",
                                        "2",
                                        "-w",
                                        "2",
                                        "-I",
                                        "eth0",
                                        Lab.GATEWAY_4);
                            }),
                    Scenario.lookAlike(
                            "an-address-goes-to-the-next",
                            stage -> {
                                String first = stage.machine("a", Stage.LAPTOP, "10.20.0.77");
                                stage.fetch(first, "curl");
                                stage.must(first, "ip", "link", "set", "eth0", "down");
                                stage.pause(Duration.ofMillis(500));
                                String second =
                                        stage.machine("b", "3c:52:82:ee:00:09", "10.20.0.77");
                                stage.run(
                                        second,
                                        "arping",
                                        "-c",
                                        "1",
                                        "-U",
                                        "-I",
                                        "eth0",
                                        "10.20.0.77");
                                for (int i = 0; i < 3; i++) {
                                    stage.fetch(second, "curl");
                                }
                            }),
                    Scenario.lookAlike(
                            "sleep-proxy",
                            stage -> {
                                Host mac = stage.client("m", "a4:83:e7:00:77:01");
                                stage.must(mac.namespace(), "ip", "link", "set", "eth0", "down");
                                stage.pause(Duration.ofMillis(500));
                                stage.python(
                                        stage.machine("p", "a4:83:e7:00:77:02", "10.20.0.78"),
                                        """
                                        port.send(arp(1, 'a4:83:e7:00:77:02', '%1$s', '00:00:00:00:00:00', '%1$s'))
                                        time.sleep(0.3)
                                        port.send(arp(2, 'a4:83:e7:00:77:02', '%1$s', GATEWAY, GATEWAY_4, to=GATEWAY))
                                        """
                                                .formatted(mac.ip4()));
                            }),
                    Scenario.lookAlike(
                            "teamed-network-cards",
                            stage ->
                                    stage.python(
                                            stage.machine("t", Stage.LAPTOP, "10.20.0.79"),
                                            """
                                            for i in range(3):
                                                sender = '3c:52:82:00:00:0%d' % (1 + i % 2)
                                                port.send(arp(1, sender, '10.20.0.79', '00:00:00:00:00:00', '10.20.0.79'))
                                                for j in range(4):
                                                    port.send(eth(GATEWAY, sender, 0x800, syn('10.20.0.79', WEB, 41000 + 10 * i + j, 80)),
                                                              gap=0.05)
                                                time.sleep(0.6)
                                            """)),
                    Scenario.declared(
                            "proxy-arp",
                            "router",
                            "3c:52:82:ee:00:05",
                            stage -> {
                                String router =
                                        stage.machine("r", "3c:52:82:ee:00:05", "10.20.0.5");
                                stage.must(router, "ip", "link", "add", "far", "type", "bridge");
                                stage.must(router, "ip", "link", "set", "far", "up");
                                stage.must(
                                        router,
                                        "ip",
                                        "route",
                                        "add",
                                        "10.20.0.224/28",
                                        "dev",
                                        "far");
                                stage.must(router, "sysctl", "-qw", "net.ipv4.ip_forward=1");
                                stage.must(
                                        router, "sysctl", "-qw", "net.ipv4.conf.eth0.proxy_arp=1");
                                stage.must(
                                        router,
                                        "sysctl",
                                        "-qw",
                                        "net.ipv4.neigh.eth0.proxy_delay=0");
                                Host client = stage.client("c", Stage.LAPTOP);
                                for (int i = 225; i < 233; i++) {
                                    client.exec(
                                            "arping",
                                            "-c",
                                            "1",
                                            "-w",
                                            "1",
                                            "-I",
                                            "eth0",
                                            "10.20.0." + i);
                                }
                            }),
                    Scenario.lookAlike(
                            "first-day-of-term",
                            stage ->
                                    stage.python(
                                            stage.machine("t", "3c:52:82:ee:00:06"),
                                            """
                                            for i in range(60):
                                                client = '3c:52:83:00:00:%02x' % i
                                                port.send(eth(BROADCAST, client, 0x800, udp('0.0.0.0', '255.255.255.255', 68, 67,
                                                          dhcp(1, client, 1, option(12, b'chromebook%d' % i)))), gap=0.01)
                                                address = '10.20.0.%d' % (2 + i)
                                                port.send(eth(BROADCAST, client, 0x800, udp('0.0.0.0', '255.255.255.255', 68, 67,
                                                          dhcp(1, client, 3, option(50, ip4(address)) + option(12, b'chromebook%d' % i)))))
                                                port.send(arp(1, client, address, '00:00:00:00:00:00', address))
                                                port.send(eth(GATEWAY, client, 0x800, syn(address, WEB, 42000 + i, 443)), gap=0.02)
                                            """)));

    private InnocentScenarios() {}

    private static String[] keepalived(Stage stage, Path file, String name) {
        return new String[] {
            "keepalived",
            "-n",
            "-l",
            "-P",
            "-f",
            file.toString(),
            "-p",
            stage.file(name + ".pid").toString(),
            "-r",
            stage.file(name + ".vrrp").toString()
        };
    }
}
