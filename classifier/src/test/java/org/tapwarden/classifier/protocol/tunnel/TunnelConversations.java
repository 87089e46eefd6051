package org.tapwarden.classifier.protocol.tunnel;

import static org.tapwarden.classifier.protocol.Conversation.udp;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;
import org.tapwarden.classifier.protocol.Samples;

/// At least one conversation for each protocol of the family.
public final class TunnelConversations {

    public static final List<Conversation> ALL =
            List.of(
                    udp("openvpn", 1194).server(Samples.openVpnServerReset()),
                    udp("wireguard", 51_820).server(Samples.wireGuardResponse()));

    private TunnelConversations() {}
}
