package org.tapwarden.enforcer.radius;

import java.util.Locale;
import java.util.Optional;
import org.tapwarden.capture.Mac;

/// One session of one MAC at one network access server.
///
/// @param session what accounting said of it; empty at a server that sends none, which is asked by
///   the MAC alone
record Target(Nas nas, Mac mac, Optional<Session> session) {

    /// As the server spells it, else as RFC 3580, section 3.21 has it: `02-00-00-00-01-01`.
    String station() {
        return session.map(Session::station)
                .filter(spelled -> !spelled.isEmpty())
                .orElse(mac.toString().replace(':', '-').toUpperCase(Locale.ROOT));
    }
}
