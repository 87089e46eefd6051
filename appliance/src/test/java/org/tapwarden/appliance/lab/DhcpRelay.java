package org.tapwarden.appliance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The lab's switch hands DHCP on as a relay: ISC's `dhcrelay` writes the port into each request
/// (option 82), to a server on a machine of its own, so that the tap sees both. What the clients at
/// those ports broadcast goes to the relay alone.
public final class DhcpRelay {

    private static final String SERVER_4 = "10.20.0.67";
    private static final String SERVER_MAC = "02:00:00:00:02:67";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private DhcpRelay() {}

    /// Why there is none, for a test's assumption.
    public static Optional<String> unavailable() {
        return Lab.unavailable()
                .or(() ->
                        Files.isExecutable(Path.of("/usr/sbin/dhcrelay"))
                                ? Optional.empty()
                                : Optional.of("not installed: isc-dhcp-relay"));
    }

    /// @param ports of clients; each gets an address of the switch, by which the relay names itself
    public static void start(Lab lab, List<String> ports) throws IOException, InterruptedException {
        String server = lab.plugIn("dhcp", SERVER_MAC);
        lab.must(server, "ip", "addr", "add", SERVER_4 + "/24", "dev", "eth0");
        lab.spawn(
                        server,
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--log-facility=-",
                        "--user=root",
                        "--conf-file=/dev/null",
                        "--pid-file",
                        "--bind-interfaces",
                        "--port=0",
                        "--interface=eth0",
                        "--dhcp-authoritative",
                        "--no-ping",
                        "--dhcp-range=10.20.0.70,10.20.0.98,1h",
                        "--dhcp-option=option:router," + Lab.GATEWAY_4,
                        "--dhcp-leasefile=" + lab.directory().resolve("relayed-leases"))
                .awaits("started, version", PATIENCE);
        String sw = lab.switchNamespace();
        var relay = new ArrayList<String>(List.of("dhcrelay", "-4", "-d", "-a"));
        int address = 2;
        for (String port : ports) {
            lab.must(sw, "ip", "addr", "add", "10.20.0." + address++ + "/32", "dev", port);
            lab.must(sw, "nft", "add table netdev relay_" + port);
            lab.must(
                    sw,
                    "nft",
                    "add chain netdev relay_%s port { type filter hook ingress device %s priority -400; }"
                            .formatted(port, port));
            lab.must(sw, "nft", "add rule netdev relay_" + port + " port udp dport 67 drop");
            relay.addAll(List.of("-id", port));
        }
        relay.addAll(List.of("-iu", "br0", SERVER_4));
        lab.spawn(sw, relay.toArray(String[]::new))
                .awaits("Sending on   Socket/fallback", PATIENCE);
    }
}
