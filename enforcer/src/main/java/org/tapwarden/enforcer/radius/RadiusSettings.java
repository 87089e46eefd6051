package org.tapwarden.enforcer.radius;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.driver.PeerAddress;

/// The section `enforcer.radius`: which network access servers may be asked, and where the list of
/// the denied is written. What the named files hold is read by {@link #open}, by the program that
/// asks and by no other.
///
/// @param window how far the time of an answer may be off
public record RadiusSettings(Path denyList, Duration window, List<Server> servers) {

    /// Ports of IANA (RFC 5176, section 2.3; RFC 6614, section 2.1).
    static final int UDP_PORT = 3_799;

    static final int TLS_PORT = 2_083;
    static final int MOST_SERVERS = 1_000;

    private static final String AT = "enforcer.radius";
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(5);
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._/-]{0,62}");

    public RadiusSettings {
        servers = List.copyOf(servers);
    }

    /// How a server is asked.
    enum Transport {
        UDP,
        RADSEC
    }

    /// Whether an answer needs a Message-Authenticator.
    enum Needed {
        OPTIONAL,
        REQUIRED
    }

    /// Whether a server sends accounting records to us.
    enum Accounting {
        SENT,
        NONE
    }

    /// One network access server, without what is secret.
    ///
    /// @param secretFile its first line; with RadSec there is none
    /// @param vlan where a device goes; empty where it is thrown out
    public record Server(
            String name,
            InetSocketAddress address,
            Optional<Path> secretFile,
            Optional<Certificates> certificates,
            boolean requiresMessageAuthenticator,
            boolean tellsSessions,
            OptionalInt vlan) {}

    /// The files of a server that is asked over TLS.
    ///
    /// @param name what the server's certificate must say
    public record Certificates(Path authority, Path own, Path key, String name) {}

    /// @param node null when there is no such section
    /// @param folder that relative paths count from
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static Optional<RadiusSettings> of(@Nullable JsonNode node, Path folder) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        Yaml.onlyKeys(node, AT, Set.of("deny-list", "window", "servers"));
        Duration window = Yaml.span(node, AT, "window", USUAL_WINDOW);
        if (!window.isPositive() || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException(
                    AT + ".window: '" + window.toSeconds() + "s' must be from 1s to 1h");
        }
        Path denyList = folder.resolve(Yaml.text(node, AT, "deny-list"));
        return Optional.of(new RadiusSettings(denyList, window, servers(node, folder)));
    }

    private static List<Server> servers(JsonNode node, Path folder) {
        JsonNode list = node.get("servers");
        if (list == null || !list.isArray() || list.isEmpty()) {
            throw new IllegalArgumentException(
                    AT + ".servers: is missing; list whom to ask, each with 'name' and 'address'");
        }
        if (list.size() > MOST_SERVERS) {
            throw new IllegalArgumentException(
                    AT + ".servers: " + list.size() + " are more than " + MOST_SERVERS);
        }
        var servers = new ArrayList<Server>();
        var names = new HashSet<String>();
        var addresses = new HashSet<InetSocketAddress>();
        for (JsonNode one : list) {
            String at = AT + ".servers[" + servers.size() + "]";
            Server server = server(one, at, folder);
            if (!names.add(server.name()) || !addresses.add(server.address())) {
                throw new IllegalArgumentException(
                        at + ": '" + server.name() + "' stands there twice, by name or address");
            }
            servers.add(server);
        }
        return servers;
    }

    private static Server server(JsonNode node, String at, Path folder) {
        Yaml.onlyKeys(
                node,
                at,
                Set.of(
                        "name",
                        "address",
                        "transport",
                        "secret-file",
                        "message-authenticator",
                        "accounting",
                        "vlan",
                        "ca-file",
                        "certificate-file",
                        "key-file",
                        "certificate-name"));
        String name = Yaml.text(node, at, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    at + ".name: '" + name + "' must be up to 63 letters, digits, blanks and ._/-");
        }
        boolean tls =
                Yaml.choice(node, at, "transport", Transport.class, Transport.UDP)
                        == Transport.RADSEC;
        InetSocketAddress address = PeerAddress.of(node, at, "address", tls ? TLS_PORT : UDP_PORT);
        allOrNone(node, at, tls);
        int vlan = Yaml.number(node, at, "vlan", 0, node.hasNonNull("vlan") ? 1 : 0, 4_094);
        return new Server(
                name,
                address,
                tls
                        ? Optional.empty()
                        : Optional.of(folder.resolve(Yaml.text(node, at, "secret-file"))),
                tls ? Optional.of(certificates(node, at, folder, address)) : Optional.empty(),
                Yaml.choice(node, at, "message-authenticator", Needed.class, Needed.OPTIONAL)
                        == Needed.REQUIRED,
                Yaml.choice(node, at, "accounting", Accounting.class, Accounting.SENT)
                        == Accounting.SENT,
                vlan == 0 ? OptionalInt.empty() : OptionalInt.of(vlan));
    }

    /// A key of the other transport would be a belief that something is checked which is not.
    private static void allOrNone(JsonNode node, String at, boolean tls) {
        List<String> strange =
                tls
                        ? List.of("secret-file", "message-authenticator")
                        : List.of("ca-file", "certificate-file", "key-file", "certificate-name");
        for (String key : strange) {
            if (node.hasNonNull(key)) {
                throw new IllegalArgumentException(
                        at
                                + "."
                                + key
                                + ": means nothing with transport "
                                + (tls ? "radsec" : "udp"));
            }
        }
    }

    private static Certificates certificates(
            JsonNode node, String at, Path folder, InetSocketAddress address) {
        return new Certificates(
                folder.resolve(Yaml.text(node, at, "ca-file")),
                folder.resolve(Yaml.text(node, at, "certificate-file")),
                folder.resolve(Yaml.text(node, at, "key-file")),
                Yaml.text(node, at, "certificate-name", address.getAddress().getHostAddress()));
    }

    /// For an appliance that takes no accounting records.
    ///
    /// @throws IllegalArgumentException in one line, when a server's sessions could not be known
    public void mustNotNeedAccounting() {
        for (Server server : servers) {
            if (server.tellsSessions()) {
                throw new IllegalArgumentException(
                        AT
                                + ".servers: where '"
                                + server.name()
                                + "' has let a device in is known by its accounting records; add"
                                + " the section 'accounting', or say 'accounting: none' of it");
            }
        }
    }

    /// Reads the secrets and certificates.
    ///
    /// @throws IOException in one line, when a file is missing, holds something else, or can be
    ///   read by everybody
    public RadiusNetwork open() throws IOException {
        var opened = new ArrayList<Nas>();
        for (Server server : servers) {
            opened.add(Credentials.of(server));
        }
        return new RadiusNetwork(denyList, window, opened);
    }
}
