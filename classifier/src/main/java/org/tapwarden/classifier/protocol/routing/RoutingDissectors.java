package org.tapwarden.classifier.protocol.routing;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class RoutingDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new BgpDissector(),
                    new BfdDissector(),
                    new LdpDissector(),
                    new HsrpDissector(),
                    new LispDissector(),
                    new CapwapDissector(),
                    new DlepDissector(),
                    new CphaDissector(),
                    new MerakiCloudDissector(),
                    new HpVirtGroupDissector(),
                    new GlbpDissector(),
                    new RipDissector(),
                    new RipngDissector(),
                    new OlsrDissector(),
                    new BabelDissector(),
                    new PcepDissector(),
                    new BmpDissector(),
                    new RpkiDissector());

    private RoutingDissectors() {}
}
