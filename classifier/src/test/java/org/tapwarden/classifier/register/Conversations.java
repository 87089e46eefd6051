package org.tapwarden.classifier.register;

import java.util.List;
import java.util.stream.Stream;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.chat.ChatConversations;
import org.tapwarden.classifier.protocol.database.DatabaseConversations;
import org.tapwarden.classifier.protocol.device.DeviceConversations;
import org.tapwarden.classifier.protocol.directory.DirectoryConversations;
import org.tapwarden.classifier.protocol.file.FileConversations;
import org.tapwarden.classifier.protocol.game.GameConversations;
import org.tapwarden.classifier.protocol.industrial.IndustrialConversations;
import org.tapwarden.classifier.protocol.mail.MailConversations;
import org.tapwarden.classifier.protocol.management.ManagementConversations;
import org.tapwarden.classifier.protocol.media.MediaConversations;
import org.tapwarden.classifier.protocol.naming.NamingConversations;
import org.tapwarden.classifier.protocol.peer.PeerConversations;
import org.tapwarden.classifier.protocol.queue.QueueConversations;
import org.tapwarden.classifier.protocol.remote.RemoteConversations;
import org.tapwarden.classifier.protocol.routing.RoutingConversations;
import org.tapwarden.classifier.protocol.tunnel.TunnelConversations;
import org.tapwarden.classifier.protocol.web.WebConversations;

/// At least one conversation for each protocol.
final class Conversations {

    static final List<Conversation> ALL =
            Stream.of(
                            WebConversations.ALL,
                            NamingConversations.ALL,
                            MediaConversations.ALL,
                            MailConversations.ALL,
                            FileConversations.ALL,
                            ManagementConversations.ALL,
                            RemoteConversations.ALL,
                            DatabaseConversations.ALL,
                            RoutingConversations.ALL,
                            QueueConversations.ALL,
                            ChatConversations.ALL,
                            DirectoryConversations.ALL,
                            IndustrialConversations.ALL,
                            DeviceConversations.ALL,
                            GameConversations.ALL,
                            PeerConversations.ALL,
                            TunnelConversations.ALL)
                    .flatMap(List::stream)
                    .toList();

    private Conversations() {}
}
