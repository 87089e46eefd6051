package org.tapwarden.classifier;

import java.util.Locale;

/// One reason for a label, stored as a code and told as a sentence when somebody reads it.
///
/// @param kind where the reason comes from
/// @param entry which bytes, table entry or list entry (`list-id/example.org`); our own words or a
///   name in the letters of names, never text from the network
public record Grounds(Kind kind, String entry) {

    /// Where a reason comes from.
    public enum Kind {
        /// The protocol's own bytes.
        BYTES("bytes"),
        /// An answer of the name service that this client got before.
        DNS_ANSWER("dns-answer"),
        /// Our table of well-known services.
        SERVICE_TABLE("service-table"),
        /// Whom the server's certificate is for, where no name was asked for.
        CERTIFICATE("certificate"),
        /// A list of names that the office imported.
        LIST("list"),
        /// A list of addresses that the office imported, which has the server's. Alone it makes no
        /// label.
        ADDRESS_LIST("address-list"),
        /// A list of fingerprints that the office imported, which has the client's hello. Alone it
        /// makes no label.
        FINGERPRINT_LIST("fingerprint-list"),
        /// A list of certificates that the office imported, which has the one that the server
        /// showed.
        CERTIFICATE_LIST("certificate-list"),
        /// A port that a protocol is at home at. Alone it makes no label, so what lost has it; or
        /// TLS at a port that belongs to one protocol over TLS.
        PORT("port"),
        /// First bytes that left a protocol possible; again only what lost has it.
        LEFT_OPEN("left-open");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// What the stored form begins with, before the colon.
        public String word() {
            return word;
        }
    }

    /// Reads what {@link #code} wrote.
    ///
    /// @throws IllegalArgumentException when the text is no code
    public static Grounds of(String code) {
        int colon = code.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a code for grounds: " + code);
        }
        String kind = code.substring(0, colon).toUpperCase(Locale.ROOT).replace('-', '_');
        return new Grounds(Kind.valueOf(kind), code.substring(colon + 1));
    }

    /// The stored form, such as `bytes:tls-client-hello`.
    public String code() {
        return kind.word + ":" + entry;
    }

    /// For people.
    ///
    /// @param name what the wire called it, or empty
    public String sentence(String name) {
        String it = name.isEmpty() ? "the name" : "the name " + name;
        return switch (kind) {
            case BYTES -> "its own bytes say so (" + entry.replace('-', ' ') + ")";
            case DNS_ANSWER -> "the same client was given this address for " + it + " just before";
            case SERVICE_TABLE -> it + " belongs to " + entry + " in our table of services";
            case CERTIFICATE -> "the server's certificate is for " + entry;
            case LIST -> it + list();
            case ADDRESS_LIST -> "the server's address" + list();
            case FINGERPRINT_LIST -> "the fingerprint of the client's hello" + list();
            case CERTIFICATE_LIST -> "the server's certificate" + list();
            case PORT -> "port " + entry + " is where that is at home";
            case LEFT_OPEN -> "the first bytes left that open";
        };
    }

    private String list() {
        int slash = entry.indexOf('/');
        String id = slash < 0 ? entry : entry.substring(0, slash);
        return " stands on the list "
                + id
                + (slash < 0 ? "" : ", entry " + entry.substring(slash + 1));
    }
}
