package org.tapwarden.enforcer.snmp;

import java.util.Optional;
import org.tapwarden.capture.Mac;

/// What the sensor knows of where devices are plugged in. It only spares the wait for switches that
/// do not answer; which port it is, the switch's own table decides at the time of the act.
@FunctionalInterface
public interface Locator {

    /// Nobody knows.
    Locator NONE = _ -> Optional.empty();

    /// @return the switch, as the settings call it
    Optional<String> switchOf(Mac mac);
}
