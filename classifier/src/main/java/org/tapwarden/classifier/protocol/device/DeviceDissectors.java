package org.tapwarden.classifier.protocol.device;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class DeviceDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new NestDissector(),
                    new XiaomiDissector(),
                    new TplinkDissector(),
                    new UbiquitiDissector(),
                    new TuyaDissector(),
                    new LifxDissector(),
                    new TivoDissector(),
                    new StageLightDissector(),
                    new PictureTransferDissector(),
                    new DahuaDissector(),
                    new BroadlinkDissector(),
                    new WizDissector(),
                    new KdeConnectDissector(),
                    new LocalSendDissector());

    private DeviceDissectors() {}
}
