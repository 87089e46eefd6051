package org.tapwarden.detector.sensor;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Caps;

/// Who might be a gateway: MACs that first packets to far addresses were handed to, until enough
/// different senders did so.
///
/// Owned by the deciding thread. At the cap the one that was not used for longest leaves, so a
/// flood of made-up MACs costs a true gateway, which is used all the time, a few packets at most.
final class NextHops {

    /// Whoever hands on for this many senders is a gateway. One could be made up by a single
    /// crafted frame. Two can be, too: see {@link Sensor} for whom it does not excuse.
    static final int SENDERS_OF_A_GATEWAY = 2;

    static final int CAPACITY = Caps.of(10_000, 16);

    private record Hop(int space, long mac) {}

    private final Map<Hop, Set<Long>> sendersOf = new LinkedHashMap<>(16, 0.75f, true);
    private long displaced;

    /// A sender handed a packet for a far address to this MAC.
    ///
    /// @return whether enough senders did
    boolean handedOn(int space, long mac, long sender) {
        if (mac == sender) {
            return false;
        }
        var hop = new Hop(space, mac);
        Set<Long> senders = sendersOf.get(hop);
        if (senders == null) {
            if (sendersOf.size() == CAPACITY) {
                sendersOf.remove(sendersOf.keySet().iterator().next());
                displaced++;
            }
            senders = new HashSet<>();
            sendersOf.put(hop, senders);
        }
        if (senders.size() < SENDERS_OF_A_GATEWAY) {
            senders.add(sender);
        }
        return senders.size() == SENDERS_OF_A_GATEWAY;
    }

    /// It is known for a gateway now, so nothing of it must be remembered here.
    void settled(int space, long mac) {
        sendersOf.remove(new Hop(space, mac));
    }

    /// MACs that left because of others.
    long displaced() {
        return displaced;
    }
}
