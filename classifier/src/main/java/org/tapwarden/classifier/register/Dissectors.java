package org.tapwarden.classifier.register;

import java.util.List;
import java.util.stream.Stream;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.chat.ChatDissectors;
import org.tapwarden.classifier.protocol.database.DatabaseDissectors;
import org.tapwarden.classifier.protocol.device.DeviceDissectors;
import org.tapwarden.classifier.protocol.directory.DirectoryDissectors;
import org.tapwarden.classifier.protocol.file.FileDissectors;
import org.tapwarden.classifier.protocol.game.GameDissectors;
import org.tapwarden.classifier.protocol.industrial.IndustrialDissectors;
import org.tapwarden.classifier.protocol.mail.MailDissectors;
import org.tapwarden.classifier.protocol.management.ManagementDissectors;
import org.tapwarden.classifier.protocol.media.MediaDissectors;
import org.tapwarden.classifier.protocol.naming.NamingDissectors;
import org.tapwarden.classifier.protocol.peer.PeerDissectors;
import org.tapwarden.classifier.protocol.queue.QueueDissectors;
import org.tapwarden.classifier.protocol.remote.RemoteDissectors;
import org.tapwarden.classifier.protocol.routing.RoutingDissectors;
import org.tapwarden.classifier.protocol.tunnel.TunnelDissectors;
import org.tapwarden.classifier.protocol.web.WebDissectors;

/// All dissectors, from the registers of the families.
public final class Dissectors {

    /// In the order in which they are asked, the first YES counts: those that know a signature
    /// before those that go by the shape, and the most frequent families first.
    public static final List<Dissector> ALL =
            Stream.of(
                            WebDissectors.ALL,
                            NamingDissectors.ALL,
                            MediaDissectors.ALL,
                            MailDissectors.ALL,
                            ChatDissectors.ALL,
                            FileDissectors.ALL,
                            DirectoryDissectors.ALL,
                            ManagementDissectors.ALL,
                            RoutingDissectors.ALL,
                            RemoteDissectors.ALL,
                            DatabaseDissectors.ALL,
                            QueueDissectors.ALL,
                            IndustrialDissectors.ALL,
                            DeviceDissectors.ALL,
                            GameDissectors.ALL,
                            PeerDissectors.ALL,
                            TunnelDissectors.ALL)
                    .flatMap(List::stream)
                    .sorted((a, b) ->
                            Boolean.compare(!a.about().signature(), !b.about().signature()))
                    .toList();

    private Dissectors() {}

    /// Those that are shown flows of a transport.
    public static List<Dissector> over(Transport transport) {
        return ALL.stream().filter(one -> one.about().transports().contains(transport)).toList();
    }
}
