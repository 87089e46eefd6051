package org.tapwarden.enforcer.radius;

import java.util.List;
import org.tapwarden.capture.Mac;

/// What accounting knows of who is let in where. The console publishes it, in process or not.
///
/// Promise: answers without waiting for the network, from any thread. Where nothing can be said the
/// answer is empty.
public interface Sessions {

    /// More of one device are not told.
    int MOST = 16;

    /// Sessions of this MAC, the one heard of last first, at most {@link #MOST}.
    List<Session> of(Mac mac);

    /// Nobody reports any.
    Sessions NONE = mac -> List.of();
}
