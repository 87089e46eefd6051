package org.tapwarden.enforcer.radius;

import java.time.Instant;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// One session that a network access server reported by accounting (RFC 2866). Its texts come from
/// the network.
///
/// @param client who sent the records
/// @param nas how the server calls itself: its name, else its address
/// @param id Acct-Session-Id
/// @param station Calling-Station-Id as this server spells it, since some compare letter by letter;
///   empty when not known
/// @param user User-Name, empty when not known
/// @param last the newest record's own time
public record Session(
        Address client,
        String nas,
        String id,
        Mac mac,
        String station,
        String user,
        State state,
        Instant last) {

    /// Whether the device is in by it.
    public enum State {
        OPEN,
        /// The server said that it is over.
        ENDED,
        /// The server began anew, and the session went with what it knew before.
        LOST_BY_RESTART
    }
}
