package org.tapwarden.classifier.protocol.naming;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class NamingDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new DnsDissector(),
                    new MdnsDissector(),
                    new LlmnrDissector(),
                    new NbnsDissector(),
                    new DhcpDissector(),
                    new Dhcpv6Dissector(),
                    new SsdpDissector(),
                    new DnsCryptDissector(),
                    new SlpDissector(),
                    new WsDiscoveryDissector(),
                    new NatPmpDissector(),
                    new PcpDissector(),
                    new WhoisDissector(),
                    new MikrotikDissector(),
                    new RndcDissector(),
                    new OmapiDissector());

    private NamingDissectors() {}
}
