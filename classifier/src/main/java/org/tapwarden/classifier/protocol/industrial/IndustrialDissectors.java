package org.tapwarden.classifier.protocol.industrial;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class IndustrialDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new AdsDissector(),
                    new AtgDissector(),
                    new BacnetDissector(),
                    new C1222Dissector(),
                    new CipIoDissector(),
                    new CnpIpDissector(),
                    new CodesysDissector(),
                    new CrestronDissector(),
                    new DlmsDissector(),
                    new Dnp3Dissector(),
                    new DoIpDissector(),
                    new EgdDissector(),
                    new EtherCatDissector(),
                    new EtherNetIpDissector(),
                    new EtherSBusDissector(),
                    new EtherSioDissector(),
                    new FinsDissector(),
                    new FocasDissector(),
                    new FoxDissector(),
                    new GeSrtpDissector(),
                    new HartIpDissector(),
                    new HiSlipDissector(),
                    new HsesDissector(),
                    new HsmsDissector(),
                    new Iec104Dissector(),
                    new KnxNetIpDissector(),
                    new MBusDissector(),
                    new MelsecDissector(),
                    new MewtocolDissector(),
                    new ModbusDissector(),
                    new OpcUaDissector(),
                    new PcWorxDissector(),
                    new PcccDissector(),
                    new RtpsDissector(),
                    new S7Dissector(),
                    new SomeIpDissector(),
                    new SynchrophasorDissector(),
                    new TrdpDissector(),
                    new TriStationDissector(),
                    new XcpDissector(),
                    new ZugDissector());

    private IndustrialDissectors() {}
}
