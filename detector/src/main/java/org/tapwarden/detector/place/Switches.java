package org.tapwarden.detector.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.yaml.Yaml;

/// The switches that are asked where a device is plugged in, as the settings name them.
///
/// @param every how long after one question the next one begins
/// @param mostMacs a port behind which more devices are is an uplink and tells no place
public record Switches(List<Switch> all, Duration every, int mostMacs) {

    /// More than an office has; each costs two threads while it is asked.
    public static final int MOST = 256;

    /// A switch answers out of a small processor.
    public static final Duration SHORTEST = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final int USUAL_MACS = 8;
    private static final int MOST_MACS = 1_000;
    private static final int USUAL_PORT = 161;
    private static final String AT = "switches";

    /// `host`, `host:port`, `[v6]`, `[v6]:port`; a bare IPv6 address has more than one colon.
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?:\\[([0-9A-Za-z:.%]{2,60})]|([A-Za-z0-9._-]{1,253}))(?::([0-9]{1,5}))?");

    private static final Pattern BARE_V6 =
            Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[a-z0-9]+)?");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._/-]{0,62}");

    /// Nobody is asked.
    public static final Switches NONE = new Switches(List.of(), USUAL, USUAL_MACS);

    public Switches {
        all = List.copyOf(all);
    }

    /// One switch. Asked with authentication and privacy (`authPriv`), and AES-128 (RFC 3826).
    ///
    /// @param name how places and messages call it
    /// @param host name or address
    /// @param user the SNMPv3 user, who need not be able to write anything
    public record Switch(
            String name,
            String host,
            int port,
            String user,
            Authentication authentication,
            Secrets secrets) {}

    /// How messages are authenticated.
    public enum Authentication {
        /// HMAC-192-SHA-256 (RFC 7860).
        SHA_256,
        /// HMAC-96-SHA (RFC 3414), for switches that know nothing newer.
        SHA_1
    }

    /// Reads the section, and the passwords from the files that it names.
    ///
    /// @param node null when there is no such section
    /// @param folder that relative paths count from
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static Switches of(@Nullable JsonNode node, Path folder) {
        if (node == null || node.isNull()) {
            return NONE;
        }
        Yaml.onlyKeys(node, AT, Set.of("every", "most-macs", "list"));
        Duration every = Yaml.span(node, AT, "every", USUAL);
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    AT + ".every: '" + every.toSeconds() + "s' must be from 30s to 1d");
        }
        int mostMacs = Yaml.number(node, AT, "most-macs", USUAL_MACS, 1, MOST_MACS);
        return new Switches(list(node.get("list"), folder), every, mostMacs);
    }

    private static List<Switch> list(@Nullable JsonNode node, Path folder) {
        if (node == null || !node.isArray() || node.isEmpty()) {
            throw new IllegalArgumentException(
                    AT + ".list: must name switches, each with name, address, user and secrets");
        }
        if (node.size() > MOST) {
            throw new IllegalArgumentException(
                    AT + ".list: " + node.size() + " switches are more than " + MOST);
        }
        List<Switch> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode one : node) {
            Switch read = one(one, AT + ".list[" + all.size() + "]", folder);
            if (!names.add(read.name())) {
                throw new IllegalArgumentException(
                        AT + ".list: '" + read.name() + "' stands there twice");
            }
            all.add(read);
        }
        return all;
    }

    private static Switch one(JsonNode node, String at, Path folder) {
        Yaml.onlyKeys(node, at, Set.of("name", "address", "user", "authentication", "secrets"));
        String name = Yaml.text(node, at, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    at + ".name: '" + name + "' must be up to 63 letters, digits, blanks and ._/-");
        }
        String address = Yaml.text(node, at, "address");
        Matcher matcher = ADDRESS.matcher(address);
        boolean bare = BARE_V6.matcher(address).matches();
        if (!bare && !matcher.matches()) {
            throw wrongAddress(at, address);
        }
        int port = bare || matcher.group(3) == null ? USUAL_PORT : port(at, address, matcher);
        String host =
                bare ? address : matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        String user = Yaml.text(node, at, "user");
        if (user.length() > 32) {
            throw new IllegalArgumentException(
                    at + ".user: must have at most 32 characters (RFC 3414)");
        }
        return new Switch(
                name,
                host,
                port,
                user,
                Yaml.choice(
                        node, at, "authentication", Authentication.class, Authentication.SHA_256),
                Secrets.read(folder.resolve(Yaml.text(node, at, "secrets")), at + ".secrets"));
    }

    private static int port(String at, String address, Matcher matcher) {
        int port = Integer.parseInt(matcher.group(3));
        if (port < 1 || port > 65_535) {
            throw wrongAddress(at, address);
        }
        return port;
    }

    private static IllegalArgumentException wrongAddress(String at, String address) {
        return new IllegalArgumentException(
                at
                        + ".address: '"
                        + address
                        + "' must be such as 10.0.0.2, sw2:161 or [fd00::2]:161");
    }
}
