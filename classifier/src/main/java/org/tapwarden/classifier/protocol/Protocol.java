package org.tapwarden.classifier.protocol;

import org.tapwarden.classifier.Category;

/// A protocol that we can tell, or {@link #UNKNOWN}. There is one object for each; who speaks one
/// declares it with {@link #named}, and the register finds it there.
///
/// The constants are those that something else than their dissector asks for.
public final class Protocol {

    public static final Protocol UNKNOWN = named("unknown", Category.UNKNOWN);
    public static final Protocol TLS = named("tls", Category.WEB);
    public static final Protocol QUIC = named("quic", Category.WEB);
    public static final Protocol DTLS = named("dtls", Category.WEB);
    public static final Protocol HTTP = named("http", Category.WEB);
    public static final Protocol DNS = named("dns", Category.NETWORK);
    public static final Protocol MDNS = named("mdns", Category.NETWORK);
    public static final Protocol LLMNR = named("llmnr", Category.NETWORK);
    public static final Protocol NBNS = named("netbios", Category.NETWORK);
    public static final Protocol DHCP = named("dhcp", Category.NETWORK);
    public static final Protocol DHCPV6 = named("dhcpv6", Category.NETWORK);
    public static final Protocol SSDP = named("ssdp", Category.NETWORK);
    public static final Protocol SSH = named("ssh", Category.REMOTE_ACCESS);
    public static final Protocol OPENVPN = named("openvpn", Category.VPN);
    public static final Protocol WIREGUARD = named("wireguard", Category.VPN);
    public static final Protocol ICMP = named("icmp", Category.NETWORK);
    public static final Protocol ICMPV6 = named("icmpv6", Category.NETWORK);

    private final String word;
    private final Category category;

    private Protocol(String word, Category category) {
        this.word = word;
        this.category = category;
    }

    /// A protocol that is not declared yet.
    ///
    /// @param word the value of `network.protocol`: lower case, letters, digits, `.`, `_` and `-`
    /// @param category that of a flow of which no more than the protocol is known
    public static Protocol named(String word, Category category) {
        return new Protocol(word, category);
    }

    /// The value of `network.protocol`.
    public String word() {
        return word;
    }

    /// The category of a flow of which no more than the protocol is known.
    public Category category() {
        return category;
    }

    /// Whether the protocol itself is a TLS, so that its version and next protocol are those of
    /// TLS.
    public boolean isTls() {
        return this == TLS || this == QUIC || this == DTLS;
    }

    @Override
    public String toString() {
        return word;
    }
}
