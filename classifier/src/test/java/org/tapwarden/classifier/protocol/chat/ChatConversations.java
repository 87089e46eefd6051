package org.tapwarden.classifier.protocol.chat;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class ChatConversations {

    public static final List<Conversation> ALL = List.of();

    private ChatConversations() {}
}
