package org.tapwarden.classifier.list.lint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Mozilla's Public Suffix List: the ends of names under which strangers live side by side, such as
/// `co.uk` and `github.io`. A list that names one means far more than its author knew.
public final class PublicSuffixes {

    private static final String RESOURCE = "/org/publicsuffix/list/effective_tld_names.dat";
    private static final String PRIVATE_BEGINS = "===BEGIN PRIVATE DOMAINS===";

    /// What a name is.
    public enum Kind {
        /// Nobody's suffix.
        NONE,
        /// Of a company that lends names to others: `github.io`, `duckdns.org`.
        PRIVATE,
        /// Of a country or a registry: `co.uk`, `k12.ca.us`.
        REGISTRY
    }

    private final Map<String, Kind> suffixes;
    private final Map<String, Kind> wildcards;

    private PublicSuffixes(Map<String, Kind> suffixes, Map<String, Kind> wildcards) {
        this.suffixes = suffixes;
        this.wildcards = wildcards;
    }

    /// The list as it was when this version was built.
    public static PublicSuffixes load() {
        try (InputStream in = PublicSuffixes.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " was not built in");
            }
            return read(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PublicSuffixes read(Reader text) throws IOException {
        Map<String, Kind> suffixes = new HashMap<>();
        Map<String, Kind> wildcards = new HashMap<>();
        Map<String, Kind> exceptions = new HashMap<>();
        Kind kind = Kind.REGISTRY;
        var lines = new BufferedReader(text);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(PRIVATE_BEGINS)) {
                kind = Kind.PRIVATE;
            }
            String rule = line.strip();
            if (rule.isEmpty() || rule.startsWith("//")) {
                continue;
            }
            if (rule.startsWith("!")) {
                exceptions.put(ascii(rule.substring(1)), Kind.NONE);
            } else if (rule.startsWith("*.")) {
                wildcards.put(ascii(rule.substring(2)), kind);
            } else {
                suffixes.put(ascii(rule), kind);
            }
        }
        suffixes.putAll(exceptions);
        return new PublicSuffixes(suffixes, wildcards);
    }

    private static String ascii(String rule) {
        return IDN.toASCII(rule, IDN.ALLOW_UNASSIGNED);
    }

    /// @param name in small letters
    public Kind of(String name) {
        Kind exactly = suffixes.get(name);
        if (exactly != null) {
            return exactly;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? Kind.NONE : wildcards.getOrDefault(name.substring(dot + 1), Kind.NONE);
    }

    /// How many rules there are.
    public int size() {
        return suffixes.size() + wildcards.size();
    }
}
