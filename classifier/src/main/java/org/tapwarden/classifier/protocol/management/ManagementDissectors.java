package org.tapwarden.classifier.protocol.management;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class ManagementDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new NtpDissector(),
                    new SnmpDissector(),
                    new SyslogDissector(),
                    new RadiusDissector(),
                    new NetFlowDissector(),
                    new IpfixDissector(),
                    new SFlowDissector(),
                    new CollectdDissector(),
                    new RmcpDissector(),
                    new ZabbixDissector(),
                    new KismetDissector(),
                    new RipeAtlasDissector(),
                    new RoughtimeDissector(),
                    new PtpDissector(),
                    new TacacsDissector(),
                    new DiameterDissector(),
                    new OpenFlowDissector(),
                    new CheckmkDissector(),
                    new NrpeDissector(),
                    new MuninDissector(),
                    new GraphiteDissector(),
                    new StatsdDissector(),
                    new GangliaDissector(),
                    new RelpDissector(),
                    new GelfDissector(),
                    new LumberjackDissector(),
                    new AgentXDissector(),
                    new WccpDissector(),
                    new OoklaDissector(),
                    new WakeOnLanDissector());

    private ManagementDissectors() {}
}
