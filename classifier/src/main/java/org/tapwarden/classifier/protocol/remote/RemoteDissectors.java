package org.tapwarden.classifier.protocol.remote;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class RemoteDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new SshDissector(),
                    new RdpDissector(),
                    new RfbDissector(),
                    new TelnetDissector(),
                    new TeamViewerDissector(),
                    new RadminDissector(),
                    new IcaDissector(),
                    new X11Dissector(),
                    new SpiceDissector(),
                    new AdbDissector(),
                    new GuacamoleDissector(),
                    new NoMachineDissector(),
                    new VmwareDissector(),
                    new JdwpDissector(),
                    new XdmcpDissector(),
                    new RemoteShellDissector(),
                    new RustDeskDissector());

    private RemoteDissectors() {}
}
