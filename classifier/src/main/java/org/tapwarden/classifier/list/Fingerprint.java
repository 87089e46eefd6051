package org.tapwarden.classifier.list;

/// What else than names and addresses a list can be of.
public enum Fingerprint {
    /// Of a TLS client's hello, `t13d1516h2_8daaf6152771_b186095e22b6`.
    JA4,
    /// SHA-1 or SHA-256 of a server's certificate, in hexadecimal digits.
    CERTIFICATE;

    /// No name has a colon, so nothing else is found under it.
    String prefix() {
        return this == JA4 ? "ja4:" : "cert:";
    }
}
