package org.tapwarden.classifier.protocol.queue;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class QueueConversations {

    public static final List<Conversation> ALL = List.of();

    private QueueConversations() {}
}
