package org.tapwarden.enforcer.snmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.place.Secrets;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.driver.PeerAddress;

/// The section `enforcer.snmp`: switches of which ports may be shut, by a user who may write
/// `ifAdminStatus`. The passwords are read by {@link #open}, by the program that shuts and by no
/// other.
///
/// @param record where it is written down what is shut
/// @param mostMacs a port behind which more devices are leads to another switch
public record SnmpSettings(Path record, int mostMacs, List<Named> switches) {

    static final int MOST_SWITCHES = 256;
    static final int MOST_NEVER = 1_024;

    private static final int PORT = 161;
    private static final int USUAL_MACS = 8;
    private static final int MOST_MACS = 1_000;
    private static final int LONGEST_USER = 32;
    private static final String AT = "enforcer.snmp";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._/-]{0,62}");

    public SnmpSettings {
        switches = List.copyOf(switches);
    }

    /// How messages are authenticated (RFC 7860); nothing weaker may write.
    enum Authentication {
        SHA_256,
        SHA_512
    }

    /// How they are encrypted: AES-128 (RFC 3826), or AES-256 as draft-blumenthal-aes-usm has it.
    enum Privacy {
        AES_128,
        AES_256
    }

    /// One switch, without what is secret.
    ///
    /// @param name as `switches.list` calls it, if it stands there as well
    /// @param never names of interfaces (`ifName`) that are never shut
    public record Named(
            String name,
            InetSocketAddress address,
            String user,
            Authentication authentication,
            Privacy privacy,
            Path secrets,
            Set<String> never) {

        public Named {
            never = Set.copyOf(never);
        }
    }

    /// @param node null when there is no such section
    /// @param folder that relative paths count from
    /// @param state where the record is written unless said
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static Optional<SnmpSettings> of(@Nullable JsonNode node, Path folder, Path state) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        Yaml.onlyKeys(node, AT, Set.of("record", "most-macs", "switches"));
        String record = Yaml.text(node, AT, "record", "");
        return Optional.of(
                new SnmpSettings(
                        record.isEmpty() ? state.resolve("shut-ports") : folder.resolve(record),
                        Yaml.number(node, AT, "most-macs", USUAL_MACS, 1, MOST_MACS),
                        switches(node.get("switches"), folder)));
    }

    private static List<Named> switches(@Nullable JsonNode list, Path folder) {
        if (list == null || !list.isArray() || list.isEmpty()) {
            throw new IllegalArgumentException(
                    AT
                            + ".switches: is missing; list whose ports may be shut, each with"
                            + " 'name', 'address', 'user' and 'secrets'");
        }
        if (list.size() > MOST_SWITCHES) {
            throw new IllegalArgumentException(
                    AT + ".switches: " + list.size() + " are more than " + MOST_SWITCHES);
        }
        var names = new HashSet<String>();
        var addresses = new HashSet<InetSocketAddress>();
        var all = new ArrayList<Named>();
        for (JsonNode one : list) {
            String at = AT + ".switches[" + all.size() + "]";
            Named named = named(one, at, folder);
            if (!names.add(named.name()) || !addresses.add(named.address())) {
                throw new IllegalArgumentException(
                        at + ": '" + named.name() + "' stands there twice, by name or address");
            }
            all.add(named);
        }
        return all;
    }

    private static Named named(JsonNode node, String at, Path folder) {
        Yaml.onlyKeys(
                node,
                at,
                Set.of("name", "address", "user", "authentication", "privacy", "secrets", "never"));
        String name = Yaml.text(node, at, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    at + ".name: '" + name + "' must be up to 63 letters, digits, blanks and ._/-");
        }
        String user = Yaml.text(node, at, "user");
        if (user.length() > LONGEST_USER) {
            throw new IllegalArgumentException(
                    at + ".user: must have at most 32 characters (RFC 3414)");
        }
        List<String> never = Yaml.texts(node, at, "never");
        if (never.size() > MOST_NEVER) {
            throw new IllegalArgumentException(
                    at + ".never: " + never.size() + " ports are more than " + MOST_NEVER);
        }
        return new Named(
                name,
                PeerAddress.of(node, at, "address", PORT),
                user,
                Yaml.choice(
                        node, at, "authentication", Authentication.class, Authentication.SHA_256),
                Yaml.choice(node, at, "privacy", Privacy.class, Privacy.AES_128),
                folder.resolve(Yaml.text(node, at, "secrets")),
                new HashSet<>(never));
    }

    /// Reads the passwords.
    ///
    /// @throws IllegalArgumentException in one line, when a file is missing, holds something else,
    ///   or can be read or changed by others
    public SnmpNetwork open() {
        var opened = new ArrayList<Switch>();
        for (Named named : switches) {
            String at = AT + ".switches (" + named.name() + ").secrets";
            opened.add(
                    new Switch(
                            named.name(),
                            named.address(),
                            named.user(),
                            named.authentication(),
                            named.privacy(),
                            Secrets.read(named.secrets(), at),
                            named.never()));
        }
        return new SnmpNetwork(record, mostMacs, opened);
    }
}
