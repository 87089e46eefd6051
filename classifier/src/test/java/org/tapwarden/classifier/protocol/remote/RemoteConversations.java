package org.tapwarden.classifier.protocol.remote;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class RemoteConversations {

    public static final List<Conversation> ALL =
            List.of(tcp("ssh", 22).client(bytes().ascii("SSH-2.0-OpenSSH_9.6\r\n").done()));

    private RemoteConversations() {}
}
