package org.tapwarden.classifier;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Telling;

/// What an endpoint did on the wire, once. Made by capture threads, read by the deciding thread.
public sealed interface Sighting {

    /// Where and when.
    Frame frame();

    /// The frame that showed it.
    ///
    /// @param atNanos event time since 1970
    /// @param senderMac 48 bits, 0 where the link has none
    /// @param sender innermost IP sender, null without IP
    /// @param receiver innermost IP receiver, null without IP
    record Frame(
            long atNanos,
            int space,
            int interfaceIndex,
            int vlan,
            long senderMac,
            long receiverMac,
            @Nullable Address sender,
            @Nullable Address receiver) {}

    /// A message told something: a name answer, a DHCP request, a service.
    record Told(Frame frame, Telling telling) implements Sighting {}

    /// ARP or neighbour discovery tied an address to a MAC.
    ///
    /// @param answer true for a reply or an unsolicited announcement
    record AddressClaimed(Frame frame, long mac, Address address, boolean answer)
            implements Sighting {}

    /// A router advertisement (RFC 4861, section 4.2).
    ///
    /// @param lifetimeSeconds 0 when the sender is no default router
    record RouterAdvertised(Frame frame, int lifetimeSeconds) implements Sighting {}

    /// A TCP SYN without ACK, and the hops it has left.
    record SynSent(Frame frame, int timeToLive) implements Sighting {}

    /// Equipment spoke of itself in LLDP, CDP or spanning tree.
    ///
    /// @param text the system name where there is one; from the wire
    record EquipmentSpoke(Frame frame, Kind kind, @Nullable String text) implements Sighting {
        /// In which tongue.
        public enum Kind {
            LLDP,
            CDP,
            STP
        }
    }

    /// A watched endpoint sent something that wants an answer.
    record Tried(Frame frame, int watched) implements Sighting {}

    /// Somebody answered a watched endpoint.
    record Answered(Frame frame, int watched) implements Sighting {}
}
