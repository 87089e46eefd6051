package org.tapwarden.classifier.list.reader;

import java.util.Locale;
import org.tapwarden.classifier.list.Fingerprint;

/// How a list is written.
public enum ListFormat {
    /// `0.0.0.0 example.com`
    HOSTS(new HostsLines()),
    /// `example.com` or `*.example.com`, one a line.
    DOMAINS(new DomainLines()),
    /// `||example.com^` and `@@||example.com^`; other rules are counted.
    ADBLOCK(new AdblockLines()),
    /// `address=/example.com/0.0.0.0`, `server=/example.com/`
    DNSMASQ(new DnsmasqLines()),
    /// A response policy zone: `example.com CNAME .`
    RPZ(new ZoneLines()),
    /// `192.0.2.0/24`, one a line.
    CIDR(new CidrLines()),
    /// `192.0.2.0,192.0.2.255,64496,Example`
    RANGES(new RangeLines()),
    /// JA4 fingerprints of TLS clients.
    JA4(new FingerprintLines(Fingerprint.JA4)),
    /// SHA-1 or SHA-256 of certificates.
    CERTIFICATES(new FingerprintLines(Fingerprint.CERTIFICATE)),
    /// A file of the tree of v2fly: `domain:`, `full:`, `include:`
    V2FLY(new DomainLines()),
    /// The lists of the University of Toulouse: a folder or an archive of `category/domains`.
    UT1(new DomainLines());

    private final LineFormat lines;

    ListFormat(LineFormat lines) {
        this.lines = lines;
    }

    /// A reader of its lines, for one file.
    LineFormat lines() {
        return lines.fresh();
    }

    /// The word on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
