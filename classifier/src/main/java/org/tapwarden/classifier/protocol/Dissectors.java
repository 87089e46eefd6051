package org.tapwarden.classifier.protocol;

import java.util.List;

/// The register of dissectors. A new one is added here, and its protocol to {@link Protocol}.
public final class Dissectors {

    /// In the order in which they are asked: the first YES counts, so what is most certain and most
    /// frequent stands first, and what may only suspect stands last.
    public static final List<Dissector> ALL =
            List.of(
                    new TlsDissector(),
                    new HttpDissector(),
                    new SshDissector(),
                    new DnsDissector(),
                    new QuicDissector(),
                    new MdnsDissector(),
                    new LlmnrDissector(),
                    new NbnsDissector(),
                    new DhcpDissector(),
                    new Dhcpv6Dissector(),
                    new SsdpDissector(),
                    new WireGuardDissector(),
                    new OpenVpnDissector());

    private Dissectors() {}
}
