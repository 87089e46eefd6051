package org.tapwarden.appliance.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Running;

/// A client that is to be held, beside a server that it may not reach and that says what arrived.
/// `evade.py` is what the client does.
record Evader(Lab lab, String space, String ip4, Running server) {

    static final String MAC = "3c:52:82:00:00:01";
    static final String SERVER_MAC = "00:25:90:00:00:50";
    static final String SERVER_4 = "10.20.0.50";
    static final String SERVER_6 = "fd20::50";

    /// What the client and its look-alike call themselves.
    static final String HOST_NAME = "room-12-laptop";

    /// Says what of a try arrived, tagged or not, whatever address it came from or went to.
    private static final String SERVER =
            """
            import re, socket
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            s.bind(('eth0', 3))
            print('ready')
            while True:
                frame, at = s.recvfrom(2000)
                found = re.search(b'TRY [^;]*;', frame)
                # Its own ICMP errors repeat what they are about.
                if found and at[2] != socket.PACKET_OUTGOING: print(found.group().decode())
            """;

    /// The client is at port `p1`, the server at `p2`.
    static Evader plugIn(Lab lab) throws IOException, InterruptedException {
        String space = leased(lab, "evader", MAC);
        String server = lab.plugIn("server", SERVER_MAC);
        lab.must(server, "ip", "addr", "add", SERVER_4 + "/24", "dev", "eth0");
        lab.must(server, "ip", "addr", "add", SERVER_6 + "/64", "dev", "eth0", "nodad");
        Running counting = lab.spawn(server, Lab.PYTHON, "-u", "-c", SERVER);
        counting.awaits("ready", java.time.Duration.ofSeconds(10));
        try (InputStream in = Evader.class.getResourceAsStream("evade.py")) {
            Files.write(script(lab), Objects.requireNonNull(in).readAllBytes());
        }
        String told = lab.must(space, "ip", "-4", "-o", "addr", "show", "dev", "eth0");
        return new Evader(lab, space, told.replaceAll("(?s).*inet (\\S+)/.*", "$1"), counting);
    }

    /// The same client at another port, with the address that it has.
    Evader alsoAt(String other) throws IOException, InterruptedException {
        lab.must(other, "ip", "addr", "add", ip4 + "/24", "dev", "eth0");
        lab.must(other, "ip", "addr", "add", "fd20::e:ee/64", "dev", "eth0", "nodad");
        return new Evader(lab, other, ip4, server);
    }

    /// A machine that asks for its lease as {@link #HOST_NAME}.
    static String leased(Lab lab, String name, String mac)
            throws IOException, InterruptedException {
        String space = lab.plugIn(name, mac);
        lab.must(space, dhcp(lab, 20));
        return space;
    }

    static String[] dhcp(Lab lab, int times) {
        return new String[] {
            "busybox",
            "udhcpc",
            "-i",
            "eth0",
            "-f",
            "-q",
            "-n",
            "-t",
            Integer.toString(times),
            "-T",
            "1",
            "-x",
            "hostname:" + HOST_NAME,
            "-s",
            lab.directory().resolve("lease").toString()
        };
    }

    private static Path script(Lab lab) {
        return lab.directory().resolve("evade.py");
    }

    /// Whether somebody gives it a lease under the MAC it has now.
    boolean getsALease() throws IOException, InterruptedException {
        return lab.exec(space, dhcp(lab, 2)).succeeded();
    }

    /// Tries so often, and counts what arrived.
    ///
    /// @param how `rotate`, `stay` or a MAC
    long arrivesOf(int tries, String how, String label) throws IOException, InterruptedException {
        lab.must(space, command(tries, how, label).toArray(String[]::new));
        Thread.sleep(300);
        return arrived(label);
    }

    Running triesOn(String how, String label) throws IOException {
        return lab.spawn(space, command(100_000, how, label).toArray(String[]::new));
    }

    private List<String> command(int tries, String how, String label) {
        return List.of(
                Lab.PYTHON,
                script(lab).toString(),
                label,
                Integer.toString(tries),
                how,
                ip4,
                SERVER_4,
                SERVER_6,
                SERVER_MAC);
    }

    long arrived(String label) {
        return Pattern.compile("TRY " + Pattern.quote(label) + " ")
                .matcher(server.said())
                .results()
                .count();
    }
}
