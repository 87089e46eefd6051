package org.tapwarden.appliance.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// A machine with one interface: a client on the switch, or one behind the router.
///
/// @param namespace where its programs run
/// @param port its interface on the network
/// @param ip4 the address it was leased
/// @param ip6 the address it made of what the router advertised
public record Host(
        Lab lab, String name, String namespace, String port, String mac, String ip4, String ip6) {

    private static final String SENDER =
            """
            import socket, sys
            out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            out.bind((sys.argv[1], 0))
            for frame in sys.argv[2:]:
                out.send(bytes.fromhex(frame))
            """;

    public Ran exec(String... command) throws IOException, InterruptedException {
        return lab.exec(namespace, command);
    }

    public Running spawn(String... command) throws IOException {
        return lab.spawn(namespace, command);
    }

    /// One echo request, answered within a second or not.
    public Ran ping(String address) throws IOException, InterruptedException {
        return exec("ping", "-n", "-c", "1", "-W", "1", address);
    }

    /// Fetches a page over IPv4, by name or address, giving up after two seconds.
    public Ran fetch4(String url) throws IOException, InterruptedException {
        return exec("curl", "-4", "-sSk", "--max-time", "2", url);
    }

    public Ran fetch6(String url) throws IOException, InterruptedException {
        return exec("curl", "-6", "-sSk", "--max-time", "2", url);
    }

    /// Fetches the page again and again, over IPv4 and IPv6 in turn, whether it comes or not.
    public Running keepsFetching(String url) throws IOException {
        return spawn(
                "sh",
                "-c",
                "while :; do for v in 4 6; do"
                        + " curl -$v -sSk -o /dev/null -w '%{http_code}\\n' --max-time 1 \"$0\"; sleep 0.2;"
                        + " done; done",
                url);
    }

    /// Pings at a steady beat until stopped.
    public Pings keepsPinging(String address, Duration beat) throws IOException {
        return lab.keepsPinging(namespace, address, beat);
    }

    /// Sends these frames as they are, from its own place on the network.
    public void sends(byte[]... frames) throws IOException, InterruptedException {
        List<String> hex = Stream.of(frames).map(HexFormat.of()::formatHex).toList();
        List<String> command =
                Stream.concat(Stream.of(Lab.PYTHON, "-c", SENDER, port), hex.stream()).toList();
        lab.must(namespace, command.toArray(String[]::new));
    }
}
