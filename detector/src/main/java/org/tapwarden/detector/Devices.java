package org.tapwarden.detector;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    /// How a MAC stands on the office's list, whether it was seen or not.
    Standing standing(Mac mac);

    /// Where the device is plugged in, by everybody who said so, the most reliable first; empty
    /// when nobody did. Each is dated to when it was told first, which it was until it is told
    /// otherwise. Texts come from switches and from the network: escape them.
    List<Place> places(long endpoint);

    /// Devices of which somebody said, once or now, that they are at this port of this switch,
    /// access point or relay; told of last first, at most {@link #MOST_AT_ONE}. Whether one still
    /// is there, {@link #places} says. Without what the inventory says of them.
    List<Device> toldAt(String device, String port);

    /// Devices that proved, once or now, to be the machine of this account; in the same order, and
    /// as many. Whether one still is, {@link #past} says. Upper and lower case of ASCII are the
    /// same.
    List<Device> provedAs(String account);

    int MOST_AT_ONE = 200;

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
    /// @param grounds what the guess rests on, a sentence for each fact; from the network, too
    /// @param segment where it was seen last
    /// @param addresses most recent first, as text
    /// @param asset what the office's inventory says of it; empty when it does not know it
    record Device(
            long endpoint,
            Optional<Mac> mac,
            boolean randomised,
            String maker,
            String hostName,
            String fingerprint,
            String kind,
            List<String> grounds,
            Standing standing,
            String segment,
            String site,
            String building,
            Instant firstSeen,
            Instant lastSeen,
            List<String> addresses,
            Optional<Asset> asset) {

        public Device {
            grounds = List.copyOf(grounds);
            addresses = List.copyOf(addresses);
        }
    }

    /// What the office's inventory says of a device. Several MACs with one asset tag are one
    /// device.
    ///
    /// @param tag asset tag, and all other texts, as the office wrote them; empty when not given
    /// @param owner who answers for it: a department or an account
    /// @param ownership see {@link #OWNERSHIPS}
    /// @param group to whom it is assigned, such as `grade 7` or `facilities`
    /// @param expires when the approval ends
    /// @param source who said so, and where
    /// @param macs all of the device's, this one too
    record Asset(
            String tag,
            String serial,
            String name,
            String owner,
            String ownership,
            String group,
            String site,
            Optional<Instant> expires,
            String source,
            Instant since,
            List<String> macs) {
        public Asset {
            macs = List.copyOf(macs);
        }
    }

    /// The source of an asset that the office never spoke of: the machine proved itself.
    String PROVED_ITSELF = "802.1X machine authentication";

    /// Whose a device can be: the office's own, paid for by a stipend, its user's, a visitor's.
    List<String> OWNERSHIPS = List.of("office", "stipend", "personal", "guest");

    /// How a device stands when all is put together that is known of it.
    enum State {
        /// A measure against it is in force now.
        QUARANTINED,
        /// There is an alert about it that is more than low.
        SUSPECTED,
        APPROVED,
        /// Its approval came to its end.
        KNOWN,
        UNKNOWN,
        RETIRED;

        /// @param suspected there is an alert about it that is more than low
        /// @param held a measure against it is in force
        public static State of(Standing standing, boolean suspected, boolean held) {
            if (held) {
                return QUARANTINED;
            }
            if (suspected) {
                return SUSPECTED;
            }
            return switch (standing) {
                case APPROVED -> APPROVED;
                case KNOWN -> KNOWN;
                case UNKNOWN -> UNKNOWN;
                case RETIRED -> RETIRED;
            };
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Endpoints with an alert that is more than low, and that nobody found to be a false alarm or
    /// allowed.
    Set<Long> suspected();

    /// Devices as they were.
    Past past();

    /// What the office says of a device.
    enum Standing {
        /// On the approved list, and its approval has not ended.
        APPROVED,
        /// It was approved until a day that is over.
        KNOWN,
        /// Was on the list and is no more.
        RETIRED,
        /// Not on the list.
        UNKNOWN
    }
}
