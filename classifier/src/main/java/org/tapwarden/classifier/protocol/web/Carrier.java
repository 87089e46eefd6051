package org.tapwarden.classifier.protocol.web;

/// What brings a client's hello.
enum Carrier {
    TLS('t'),
    QUIC('q'),
    DTLS('d');

    private final byte letter;

    Carrier(char letter) {
        this.letter = (byte) letter;
    }

    /// The first letter of the {@link Ja4} of such a hello.
    byte letter() {
        return letter;
    }
}
