package org.tapwarden.classifier.protocol.file;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class FileDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new SmbDissector(),
                    new FtpControlDissector(),
                    new FtpDataDissector(),
                    new SunRpcDissector(),
                    new DceRpcDissector(),
                    new GitDissector(),
                    new RsyncDissector(),
                    new SvnDissector(),
                    new CvsDissector(),
                    new IscsiDissector(),
                    new NbdDissector(),
                    new NinePDissector(),
                    new CephDissector(),
                    new LustreDissector(),
                    new DrbdDissector(),
                    new HadoopDissector(),
                    new HbaseDissector(),
                    new XrootdDissector(),
                    new BjnpDissector(),
                    new JetDirectDissector(),
                    new BaculaDissector(),
                    new AmandaDissector(),
                    new NcpDissector(),
                    new NdmpDissector(),
                    new PerforceDissector(),
                    new DistccDissector(),
                    new ProxyHeaderDissector(),
                    new FastCgiDissector(),
                    new AjpDissector(),
                    new GiopDissector(),
                    new IceDissector(),
                    new WebLogicDissector(),
                    new JavaRmiDissector(),
                    new FluteDissector(),
                    new UftpDissector(),
                    new TftpDissector(),
                    new RxDissector(),
                    new AfpDissector(),
                    new LpdDissector());

    private FileDissectors() {}
}
