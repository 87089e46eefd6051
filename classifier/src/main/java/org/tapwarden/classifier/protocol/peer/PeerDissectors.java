package org.tapwarden.classifier.protocol.peer;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class PeerDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new BitTorrentDissector(),
                    new EthereumDissector(),
                    new BitcoinDissector(),
                    new MoneroDissector(),
                    new MiningDissector(),
                    new Libp2pDissector(),
                    new DirectConnectDissector(),
                    new SoulseekDissector(),
                    new SyncthingDissector(),
                    new ResilioDissector(),
                    new DropboxDissector(),
                    new EdonkeyDissector(),
                    new GnutellaDissector(),
                    new NanoDissector());

    private PeerDissectors() {}
}
