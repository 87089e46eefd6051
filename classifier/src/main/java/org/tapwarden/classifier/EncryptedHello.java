package org.tapwarden.classifier;

/// Whether a client hid the name it asked for (encrypted client hello, RFC 9849).
///
/// Programs that hide nothing send a decoy of the same form (GREASE, section 6.2), which the hello
/// alone cannot betray. So it is said how far what else was seen speaks for one or the other.
public enum EncryptedHello {
    /// The hello had no such extension.
    NONE("none"),
    /// The client was told, by name servers in clear, that the server has the very name that the
    /// hello shows: what looks encrypted is most likely a decoy.
    GREASE("grease"),
    /// The extension was there, and nothing speaks for one or the other.
    OFFERED("offered"),
    /// The name in clear is one that stands for others: known as such, or the public name of a
    /// configuration that this client was given just before.
    LIKELY("likely");

    private final String word;

    EncryptedHello(String word) {
        this.word = word;
    }

    /// The value of `tls.client.ech`; of {@link #NONE} nothing is written there.
    public String word() {
        return word;
    }
}
