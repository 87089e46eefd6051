package org.tapwarden.detector.sensor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Caps;
import org.tapwarden.detector.segment.Segment;

/// MACs that sent what another device's address stands on, and that are no endpoints: a router's,
/// as a rule, but also those of a device that took another MAC and kept its address. Once a switch
/// says that one is at a port of its own, it is a device.
///
/// Owned by the deciding thread. At the cap the one that was not seen for longest leaves.
final class Strangers {

    static final int CAPACITY = Caps.of(4_096, 16);

    private record Stranger(int space, long mac) {}

    private final Map<Stranger, Segment> where = new LinkedHashMap<>(16, 0.75f, true);
    private long displaced;

    void seen(Segment segment, long mac) {
        var stranger = new Stranger(segment.space(), mac);
        if (where.put(stranger, segment) == null && where.size() > CAPACITY) {
            where.remove(where.keySet().iterator().next());
            displaced++;
        }
    }

    /// Where it was seen last; it is no stranger any more. Null when it was not.
    @Nullable Segment take(int space, long mac) {
        return where.remove(new Stranger(space, mac));
    }

    /// MACs that left because of others.
    long displaced() {
        return displaced;
    }
}
