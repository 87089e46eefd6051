package org.tapwarden.classifier.list.reader;

import java.util.Locale;
import org.tapwarden.classifier.list.Fingerprint;

/// How a list is written.
public enum ListFormat {
    /// `0.0.0.0 example.com`
    HOSTS,
    /// `example.com` or `*.example.com`, one a line.
    DOMAINS,
    /// `||example.com^` and `@@||example.com^`; other rules are counted.
    ADBLOCK,
    /// `address=/example.com/0.0.0.0`, `server=/example.com/`
    DNSMASQ,
    /// A response policy zone: `example.com CNAME .`
    RPZ,
    /// `192.0.2.0/24`, one a line.
    CIDR,
    /// `192.0.2.0,192.0.2.255,64496,Example`
    RANGES,
    /// JA4 fingerprints of TLS clients.
    JA4,
    /// SHA-1 or SHA-256 of certificates.
    CERTIFICATES,
    /// A file of the tree of v2fly: `domain:`, `full:`, `include:`
    V2FLY,
    /// The lists of the University of Toulouse: a folder or an archive of `category/domains`.
    UT1;

    /// A reader of its lines, for one file.
    LineFormat lines() {
        return switch (this) {
            case HOSTS -> new HostsLines();
            case DOMAINS, V2FLY, UT1 -> new DomainLines();
            case ADBLOCK -> new AdblockLines();
            case DNSMASQ -> new DnsmasqLines();
            case RPZ -> new ZoneLines();
            case CIDR -> new CidrLines();
            case RANGES -> new RangeLines();
            case JA4 -> new FingerprintLines(Fingerprint.JA4);
            case CERTIFICATES -> new FingerprintLines(Fingerprint.CERTIFICATE);
        };
    }

    /// The word on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
