package org.tapwarden.detector.policy;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.segment.Prefix;

/// Where a restricted device may not go: a network, on one port or on all.
///
/// @param port of TCP and UDP; 0 for every port
public record Destination(Prefix network, int port) implements Comparable<Destination> {

    /// Of one order; more stop the start, or are refused.
    public static final int MOST = 16;

    private static final int HIGHEST_PORT = 65_535;
    private static final int IPV4_OFFSET = 96;
    private static final int WHOLE = 128;

    /// An IPv6 network with a port stands in brackets (RFC 3986, section 3.2.2).
    private static final Pattern BRACKETED = Pattern.compile("\\[([^]]+)](?::([0-9]{1,5}))?");

    private static final Pattern IPV4 = Pattern.compile("([0-9./]+)(?::([0-9]{1,5}))?");

    private static final Comparator<Destination> ORDER =
            Comparator.comparing((Destination d) -> d.network.network())
                    .thenComparingInt(d -> d.network.bits())
                    .thenComparingInt(Destination::port);

    public Destination {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("there is no port " + port);
        }
        int leading = network.network().isIpv4() ? network.bits() - IPV4_OFFSET : network.bits();
        if (leading == 0) {
            throw new IllegalArgumentException(
                    "'" + network + "' is everything; without destinations all is restricted");
        }
    }

    /// Reads `203.0.113.5`, `203.0.113.0/24:443`, `2001:db8::/32` or `[2001:db8::/32]:443`.
    ///
    /// @throws IllegalArgumentException in one line, when the text is none
    public static Destination parse(String text) {
        Matcher bracketed = BRACKETED.matcher(text);
        if (bracketed.matches()) {
            return new Destination(network(bracketed.group(1), text), port(bracketed.group(2)));
        }
        Matcher ipv4 = IPV4.matcher(text);
        return ipv4.matches()
                ? new Destination(network(ipv4.group(1), text), port(ipv4.group(2)))
                : new Destination(network(text, text), 0);
    }

    private static Prefix network(String part, String text) {
        if (part.contains("/")) {
            return Prefix.parse(part);
        }
        try {
            return new Prefix(Address.parse(part), WHOLE);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is no destination; write 203.0.113.5, 203.0.113.0/24:443 or"
                            + " [2001:db8::/32]:443",
                    e);
        }
    }

    private static int port(@Nullable String digits) {
        if (digits == null) {
            return 0;
        }
        int port = Integer.parseInt(digits);
        if (port == 0) {
            throw new IllegalArgumentException("there is no port 0");
        }
        return port;
    }

    /// As {@link #parse} reads it.
    @Override
    public String toString() {
        String shown = network.bits() == WHOLE ? network.network().toString() : network.toString();
        if (port == 0) {
            return shown;
        }
        return network.network().isIpv4() ? shown + ":" + port : "[" + shown + "]:" + port;
    }

    @Override
    public int compareTo(Destination other) {
        return ORDER.compare(this, other);
    }
}
