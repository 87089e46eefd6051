package org.tapwarden.appliance.scenario;

import java.util.ArrayList;
import java.util.List;

/// A box on a port of the switch that translates addresses for machines behind it.
///
/// @param inner namespaces behind it
record HomeRouter(Stage stage, String space, List<String> inner) {

    private static final String NAT =
            """
            table inet nat {
                chain post {
                    type nat hook postrouting priority srcnat
                    oifname "eth0" masquerade
                }
            }
            """;

    /// Builds it without a lease: nothing of it is on the wire yet.
    static HomeRouter behind(Stage stage, String name, String mac, int machines) throws Exception {
        String space = stage.machine(name, mac);
        stage.must(space, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        stage.must(space, "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
        stage.must(space, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_ra=2");
        stage.must(space, "sh", "-c", "printf '%s' \"$0\" | nft -f -", NAT);
        List<String> inner = new ArrayList<>();
        for (int i = 1; i <= machines; i++) {
            String behind = stage.lab().machine(stage.name(name + "-in" + i));
            String port = "lan" + i;
            stage.must(
                    space, "ip", "link", "add", port, "type", "veth", "peer", "eth0", "netns",
                    behind);
            stage.must(space, "ip", "addr", "add", "192.168." + i + ".1/24", "dev", port);
            stage.must(space, "ip", "addr", "add", "fd66:" + i + "::1/64", "dev", port, "nodad");
            stage.must(space, "ip", "link", "set", port, "up");
            stage.must(behind, "ip", "addr", "add", "192.168." + i + ".2/24", "dev", "eth0");
            stage.must(behind, "ip", "addr", "add", "fd66:" + i + "::2/64", "dev", "eth0", "nodad");
            stage.must(behind, "ip", "link", "set", "eth0", "up");
            stage.must(behind, "ip", "route", "add", "default", "via", "192.168." + i + ".1");
            stage.must(behind, "ip", "route", "add", "default", "via", "fd66:" + i + "::1");
            inner.add(behind);
        }
        return new HomeRouter(stage, space, List.copyOf(inner));
    }

    /// Hides the hop: what goes out looks as if the box had sent it itself.
    HomeRouter hidesHops() throws Exception {
        stage.must(
                space,
                "sh",
                "-c",
                "printf '%s' \"$0\" | nft -f -",
                """
                table inet hide {
                    chain out {
                        type filter hook postrouting priority 300
                        oifname "eth0" meta nfproto ipv4 ip ttl set 64
                        oifname "eth0" meta nfproto ipv6 ip6 hoplimit set 64
                    }
                }
                """);
        return this;
    }

    /// Makes a machine behind it send as Windows does: another time to live, other TCP options.
    HomeRouter windowsBehind(int index) throws Exception {
        String machine = inner.get(index);
        stage.must(machine, "sysctl", "-qw", "net.ipv4.ip_default_ttl=128");
        stage.must(machine, "sysctl", "-qw", "net.ipv4.tcp_timestamps=0");
        stage.must(machine, "sysctl", "-qw", "net.ipv6.conf.eth0.hop_limit=128");
        return this;
    }

    void fetchBehind(int times) throws Exception {
        List<String> agents =
                List.of(
                        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0",
                        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15");
        for (int round = 0; round < times; round++) {
            for (int i = 0; i < inner.size(); i++) {
                stage.fetch(inner.get(i), agents.get(i % agents.size()));
            }
        }
    }
}
