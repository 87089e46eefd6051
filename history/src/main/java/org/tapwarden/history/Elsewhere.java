package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;

/// What else holds something of flows, beside the history and its spool: kept packets.
@FunctionalInterface
public interface Elsewhere {

    Elsewhere NOTHING = _ -> {};

    /// Destroys all that may be of flows that ended before then. It may be called again.
    ///
    /// @throws IOException when something is left; it is tried again
    void destroyBefore(Instant end) throws IOException;
}
