package org.tapwarden.classifier.label;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;

/// Remembers who answers questions of the name service. A tunnel in them runs through the resolver
/// of its client, whose own questions then look as the client's do; the resolver is not who digs.
///
/// Bounded: who has not answered for longest is forgotten first.
final class NameServers {

    static final int CAPACITY = Caps.of(4_096, 16);

    private final LinkedHashSet<Server> servers = new LinkedHashSet<>();
    private long evicted;

    private record Server(int space, Address address) {}

    /// @param address who sent an answer, null without IP
    void answered(int space, @Nullable Address address) {
        if (address == null) {
            return;
        }
        var server = new Server(space, address);
        if (!servers.remove(server) && servers.size() == CAPACITY) {
            servers.removeFirst();
            evicted++;
        }
        servers.addLast(server);
    }

    /// Whether it has answered somebody.
    boolean holds(int space, Address address) {
        return servers.contains(new Server(space, address));
    }

    /// Servers forgotten since the table was full.
    long evicted() {
        return evicted;
    }
}
