package org.tapwarden.classifier.protocol;

import org.tapwarden.classifier.Category;

/// A protocol that we know by its bytes, or {@link #UNKNOWN}.
public enum Protocol {
    UNKNOWN("unknown", Category.UNKNOWN),
    TLS("tls", Category.WEB),
    QUIC("quic", Category.WEB),
    HTTP("http", Category.WEB),
    DNS("dns", Category.NETWORK),
    MDNS("mdns", Category.NETWORK),
    LLMNR("llmnr", Category.NETWORK),
    NBNS("netbios", Category.NETWORK),
    DHCP("dhcp", Category.NETWORK),
    DHCPV6("dhcpv6", Category.NETWORK),
    SSDP("ssdp", Category.NETWORK),
    SSH("ssh", Category.REMOTE_ACCESS),
    OPENVPN("openvpn", Category.VPN),
    WIREGUARD("wireguard", Category.VPN),
    ICMP("icmp", Category.NETWORK),
    ICMPV6("icmpv6", Category.NETWORK);

    private final String word;
    private final Category category;

    Protocol(String word, Category category) {
        this.word = word;
        this.category = category;
    }

    /// The value of `network.protocol`.
    public String word() {
        return word;
    }

    /// The category of a flow of which no more than the protocol is known.
    public Category category() {
        return category;
    }
}
