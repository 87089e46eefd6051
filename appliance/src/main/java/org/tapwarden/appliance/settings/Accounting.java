package org.tapwarden.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.segment.Prefix;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.webconsole.accounting.AccountingSettings;

/// The section `accounting`: who may send RADIUS accounting records. The secrets are read only by
/// the program that listens: whoever asks it something need not know them.
public record Accounting(String host, int port, int mostPerSecond, List<From> clients) {

    private static final String SECTION = "accounting";
    private static final int MOST_CLIENTS = 1_000;
    private static final int LEAST_SECRET = 8;

    public Accounting {
        clients = List.copyOf(clients);
    }

    /// Whose records are taken.
    ///
    /// @param secretFile holds the secret, on its first line
    /// @param required whether each request needs a Message-Authenticator
    public record From(Prefix prefix, Path secretFile, boolean required) {}

    /// How the settings say whether a Message-Authenticator is needed.
    enum Needed {
        OPTIONAL,
        REQUIRED
    }

    static Accounting of(JsonNode node, Path folder) {
        Yaml.onlyKeys(node, SECTION, Set.of("host", "port", "per-second", "clients"));
        JsonNode clients = node.get("clients");
        if (clients == null || !clients.isArray() || clients.isEmpty()) {
            throw new IllegalArgumentException(
                    "accounting.clients: is missing; list who may send, each with 'from' and"
                            + " 'secret-file'");
        }
        if (clients.size() > MOST_CLIENTS) {
            throw new IllegalArgumentException("accounting.clients: more than " + MOST_CLIENTS);
        }
        List<From> from = new ArrayList<>();
        for (JsonNode client : clients) {
            from.add(client(client, folder));
        }
        return new Accounting(
                Yaml.text(node, SECTION, "host", "0.0.0.0"),
                Yaml.number(node, SECTION, "port", AccountingSettings.USUAL_PORT, 0, 65_535),
                Yaml.number(
                        node,
                        SECTION,
                        "per-second",
                        AccountingSettings.USUAL_PER_SECOND,
                        1,
                        1_000_000),
                from);
    }

    private static From client(JsonNode node, Path folder) {
        String at = "accounting.clients";
        Yaml.onlyKeys(node, at, Set.of("from", "secret-file", "message-authenticator"));
        Needed needed =
                Yaml.choice(node, at, "message-authenticator", Needed.class, Needed.OPTIONAL);
        return new From(
                prefix(Yaml.text(node, at, "from")),
                folder.resolve(Yaml.text(node, at, "secret-file")),
                needed == Needed.REQUIRED);
    }

    private static Prefix prefix(String text) {
        try {
            if (text.contains("/")) {
                return Prefix.parse(text);
            }
            Address address = Address.parse(text);
            return Prefix.parse(text + (address.isIpv4() ? "/32" : "/128"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "accounting.clients.from: '"
                            + text
                            + "' must be an address or a prefix such as 10.0.0.0/24",
                    e);
        }
    }

    /// Reads the secrets.
    ///
    /// @throws IOException in one line, when a file is missing or others can read it
    public AccountingSettings withSecrets() throws IOException {
        List<AccountingSettings.Client> with = new ArrayList<>();
        for (From client : clients) {
            with.add(
                    new AccountingSettings.Client(
                            client.prefix(), secret(client.secretFile()), client.required()));
        }
        return new AccountingSettings(host, port, with, mostPerSecond);
    }

    private static String secret(Path file) throws IOException {
        String where = "accounting.clients.secret-file: " + file;
        List<String> lines;
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new IOException(where + " can be read by everybody; say chmod o-r");
            }
            lines = Files.readAllLines(file);
        } catch (java.nio.file.FileSystemException | java.nio.charset.MalformedInputException e) {
            throw new IOException(where + " cannot be read", e);
        }
        String secret = lines.isEmpty() ? "" : lines.getFirst().strip();
        if (secret.length() < LEAST_SECRET) {
            throw new IOException(
                    where
                            + " holds a secret shorter than "
                            + LEAST_SECRET
                            + " characters; RFC 2865 wants 16");
        }
        return secret;
    }
}
