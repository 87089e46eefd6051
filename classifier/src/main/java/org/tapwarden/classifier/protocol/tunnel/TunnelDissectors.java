package org.tapwarden.classifier.protocol.tunnel;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class TunnelDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new WireGuardDissector(),
                    new TailscaleDissector(),
                    new ZeroTierDissector(),
                    new NebulaDissector(),
                    new WarpDissector(),
                    new L2tpDissector(),
                    new SoftEtherDissector(),
                    new PptpDissector(),
                    new VtunDissector(),
                    new FrpDissector(),
                    new YggdrasilDissector(),
                    new OpenVpnDissector(),
                    new IpsecDissector(),
                    new GtpDissector(),
                    new PfcpDissector(),
                    new N2nDissector(),
                    new TincDissector(),
                    new SocksDissector());

    private TunnelDissectors() {}
}
