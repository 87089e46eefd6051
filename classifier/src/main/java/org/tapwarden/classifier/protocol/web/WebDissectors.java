package org.tapwarden.classifier.protocol.web;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class WebDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new TlsDissector(),
                    new HttpDissector(),
                    new Http2Dissector(),
                    new QuicDissector(),
                    new DtlsDissector(),
                    new WebSocketDissector());

    private WebDissectors() {}
}
