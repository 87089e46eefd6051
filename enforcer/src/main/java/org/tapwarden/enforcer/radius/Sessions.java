package org.tapwarden.enforcer.radius;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Subject;

/// What accounting knows of who is let in where. The console publishes it, in process or not.
///
/// Promise: answers without waiting for the network, from any thread. Where nothing can be said the
/// answer is empty.
public interface Sessions {

    /// More of one device are not told.
    int MOST = 16;

    /// Sessions of this MAC, the one heard of last first, at most {@link #MOST}.
    List<Session> of(Mac mac);

    /// One more than a device can have, so that it shows where others are in, too.
    int MOST_UNDER = Subject.MOST_MACS + 1;

    /// MACs that are in by this account, as it is spelled, at most {@link #MOST_UNDER}.
    default Set<Mac> under(String account) {
        return Set.of();
    }

    /// MACs that came in by this account since and still are, in whatever case of ASCII it is
    /// spelled, the last first, at most {@link #MOST_UNDER}. Who had a session before, anywhere, is
    /// not told: a telephone that is let in again is nobody new.
    default Set<Mac> under(String account, Instant since) {
        return Set.of();
    }

    /// MACs that came to a port since and are still in there, the last first, at most {@link
    /// #MOST_UNDER}. Who had a session before, anywhere, is not told.
    ///
    /// @param place the server's name, a space, and its port, as {@link
    ///   org.tapwarden.enforcer.order.Anchors.Anchor} writes them
    default Set<Mac> at(String place, Instant since) {
        return Set.of();
    }

    /// Nobody reports any.
    Sessions NONE = mac -> List.of();
}
