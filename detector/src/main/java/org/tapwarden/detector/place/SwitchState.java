package org.tapwarden.detector.place;

import java.time.Duration;
import java.util.Optional;

/// How a switch is that is asked for places.
///
/// @param name in the settings
/// @param sysName how it calls itself, empty while unknown; from the network: escape it
/// @param failure of the last question; empty when it was answered, or none was over yet
/// @param answered how long ago it answered last; empty when never
/// @param ports of its bridge, then
/// @param addresses devices in its table, then
/// @param uplinks ports that told no place, then
/// @param cut whether its table was longer than is read, so that it told no place
public record SwitchState(
        String name,
        String sysName,
        Optional<Failure> failure,
        Optional<Duration> answered,
        int ports,
        int addresses,
        int uplinks,
        boolean cut) {

    /// For people, without the name: `answered 12 s ago, 48 ports, 312 addresses`.
    public String sentence() {
        String ago =
                answered.map(age -> "answered " + age.toSeconds() + " s ago")
                        .orElse("never answered");
        if (failure.isPresent()) {
            return failure.orElseThrow().sentence() + "; " + ago;
        }
        if (answered.isEmpty()) {
            return "not asked yet";
        }
        return ago
                + ", "
                + ports
                + " ports, "
                + addresses
                + " addresses"
                + (cut ? "; its table is too long to be read, so no place is told" : "");
    }
}
