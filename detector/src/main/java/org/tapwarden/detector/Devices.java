package org.tapwarden.detector;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.place.Place;

/// What the sensor publishes of devices. Safe to call from any thread; answers are copies. Holds
/// device facts only: no flow, no destination, no person.
public interface Devices {

    /// Every device known, those seen last first.
    ///
    /// @param limit at most so many
    List<Device> all(int limit);

    Optional<Device> byEndpoint(long endpoint);

    /// The device with this MAC; where several networks show the same one, the one seen last.
    Optional<Device> byMac(Mac mac);

    /// Where the device is plugged in, by everybody who said so, the most reliable first; empty
    /// when nobody did. Each is dated to when it was told first, which it was until it is told
    /// otherwise. Texts come from switches and from the network: escape them.
    List<Place> places(long endpoint);

    /// Whether an approved list was ever imported. Without one the appliance is learning: unknown
    /// devices are listed, and nobody is told.
    boolean learning();

    /// A device as it is known now. Strings in `hostName` come from the network: escape them.
    ///
    /// @param endpoint id of the endpoint it was first seen as; never reused
    /// @param mac empty where only an address was seen, behind a router
    /// @param randomised the MAC says of itself that it is locally administered
    /// @param maker by the registry of the IEEE, empty when unknown
    /// @param hostName as it told itself last, empty when it never did
    /// @param fingerprint the options it asks for in DHCP, empty when never seen
    /// @param kind our guess in words, such as `home router` or `phone`; empty when none
    /// @param segment where it was seen last
    /// @param addresses most recent first, as text
    record Device(
            long endpoint,
            Optional<Mac> mac,
            boolean randomised,
            String maker,
            String hostName,
            String fingerprint,
            String kind,
            Standing standing,
            String segment,
            String site,
            String building,
            Instant firstSeen,
            Instant lastSeen,
            List<String> addresses) {}

    /// What the office says of a device.
    enum Standing {
        /// On the approved list.
        APPROVED,
        /// Was on the list and is no more.
        RETIRED,
        /// Not on the list.
        UNKNOWN
    }
}
