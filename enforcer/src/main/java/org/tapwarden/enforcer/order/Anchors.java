package org.tapwarden.enforcer.order;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Where a device is by what it cannot choose itself, as the sensor knows it. A MAC, an address, a
/// host name and a fingerprint are a device's own choice, and are no anchors.
public interface Anchors {

    /// What holds a device to its place.
    enum Kind {
        /// A port of a switch, by its own table or its accounting.
        SWITCH_PORT,
        /// The identity that a machine proved by 802.1X.
        MACHINE_IDENTITY,
        /// Circuit and remote id that a relay wrote (RFC 3046).
        OPTION_82
    }

    /// One of them.
    ///
    /// @param value as the sensor has it, the same for the same port or machine
    record Anchor(Kind kind, String value) {

        public Anchor {
            value = Checked.text(value.replace('\n', ' '));
        }

        /// For people.
        public String words() {
            return switch (kind) {
                case SWITCH_PORT -> "port " + value;
                case MACHINE_IDENTITY -> "802.1X machine " + value;
                case OPTION_82 -> "relay's port " + value;
            };
        }
    }

    /// Somebody who appeared.
    ///
    /// @param anchors those of the subject that it shares
    /// @param isNew never seen before
    /// @param approved on the office's list
    /// @param alike says the same name or DHCP client id of itself
    /// @param unleased has an IPv4 address, and no DHCP server was seen to give it one
    record Newcomer(
            Subject subject,
            Set<Anchor> anchors,
            boolean isNew,
            boolean approved,
            boolean alike,
            boolean unleased) {
        public Newcomer {
            anchors = Set.copyOf(anchors);
        }

        /// Of whom nothing is known but that it is there.
        public static Newcomer at(Set<Anchor> anchors, Subject subject, boolean approved) {
            return new Newcomer(subject, anchors, true, approved, false, false);
        }
    }

    /// What holds the device to its place, where nobody else is: a port with several devices is
    /// none. Who appeared since it was held does not count, or a device that is quick to take
    /// another MAC would share its port with itself.
    ///
    /// @param when it was held
    Set<Anchor> of(Subject subject, Instant when);

    /// Who was seen since then and is not the subject, at most {@link #MOST}: who is new or came
    /// since, at an anchor of these, in whatever segment, since a device chooses its VLAN tags.
    /// Where there is no anchor, also who is new in the subject's segment and like it; where there
    /// is none but a relay's word ({@link #onlyByLease}), also who is new there and has an address
    /// that nobody gave it.
    ///
    /// @param held the subject's, as they were when it was held
    List<Newcomer> since(Subject subject, Set<Anchor> held, Instant when);

    int MOST = 200;

    /// Whether the device is found again only when it asks for an address.
    static boolean onlyByLease(Set<Anchor> held) {
        return !held.isEmpty() && held.stream().allMatch(a -> a.kind() == Kind.OPTION_82);
    }

    /// For where there is no sensor: nobody is anchored.
    Anchors NONE =
            new Anchors() {
                @Override
                public Set<Anchor> of(Subject subject, Instant when) {
                    return Set.of();
                }

                @Override
                public List<Newcomer> since(Subject subject, Set<Anchor> held, Instant when) {
                    return List.of();
                }
            };
}
