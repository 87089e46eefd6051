package org.tapwarden.classifier;

import java.util.List;
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
    /// @param air heard on the radio, so on no wire
    /// @param number which of the frames it is, from 1: in a replay as the captures have them, live
    ///   as its capture thread took them; 0 when that is not known
    record Frame(
            long atNanos,
            int space,
            int interfaceIndex,
            int vlan,
            long senderMac,
            long receiverMac,
            @Nullable Address sender,
            @Nullable Address receiver,
            boolean air,
            long number) {

        /// A frame of a wire, of which the number is not known.
        public Frame(
                long atNanos,
                int space,
                int interfaceIndex,
                int vlan,
                long senderMac,
                long receiverMac,
                @Nullable Address sender,
                @Nullable Address receiver) {
            this(
                    atNanos,
                    space,
                    interfaceIndex,
                    vlan,
                    senderMac,
                    receiverMac,
                    sender,
                    receiver,
                    false,
                    0);
        }
    }

    /// A message told something: a name answer, a DHCP request, a service.
    record Told(Frame frame, Telling telling) implements Sighting {}

    /// ARP or neighbour discovery tied an address to a MAC, or asked whether it is free.
    ///
    /// @param mac what the message says; the Ethernet sender is in `frame` and may differ
    /// @param asked whose address is wanted; null when nobody's is
    /// @param router the sender says that it is a router (RFC 4861, section 4.4)
    record AddressClaimed(
            Frame frame,
            long mac,
            Address address,
            Manner manner,
            @Nullable Address asked,
            boolean router)
            implements Sighting {

        /// How it was said.
        public enum Manner {
            /// A request or solicitation: the sender tells its own address while it asks for
            /// another.
            ASKS,
            /// A reply or a solicited advertisement.
            ANSWERS,
            /// Gratuitous ARP or an unsolicited advertisement: nobody had asked.
            ANNOUNCES,
            /// Asks whether the address is free, and claims nothing (RFC 5227, section 2.1.1; RFC
            /// 4862, section 5.4).
            PROBES
        }
    }

    /// A router advertisement (RFC 4861, section 4.2).
    ///
    /// @param lifetimeSeconds 0 when the sender is no default router
    /// @param linkMac the sender's MAC as the message has it, 0 where it does not say
    /// @param prefixes announced prefixes without their lengths, at most {@link #MOST}
    /// @param resolvers announced name servers (RFC 8106), at most {@link #MOST}
    record RouterAdvertised(
            Frame frame,
            int lifetimeSeconds,
            long linkMac,
            List<Address> prefixes,
            List<Address> resolvers)
            implements Sighting {
        /// More of either are left out.
        public static final int MOST = 8;

        public RouterAdvertised {
            prefixes = List.copyOf(prefixes);
            resolvers = List.copyOf(resolvers);
        }
    }

    /// Somebody told a station that another hop is better for a destination (RFC 4861, section
    /// 4.5).
    record Redirected(Frame frame, Address better, Address destination) implements Sighting {}

    /// A TCP SYN without ACK, the hops it has left, and how its sender's TCP looks.
    ///
    /// @param stack null where the header's options were not captured
    record SynSent(Frame frame, int timeToLive, @Nullable Stack stack) implements Sighting {

        public SynSent(Frame frame, int timeToLive) {
            this(frame, timeToLive, null);
        }
    }

    /// What a SYN tells of the TCP that made it (RFC 9293, section 3.1): systems differ in it, the
    /// connections of one system hardly do.
    ///
    /// @param window as sent, not scaled
    /// @param options the kinds of its options in their order, four bits each, first one highest:
    ///   kinds above 14 count as 15
    /// @param maximumSegment option 2, 0 when absent
    /// @param windowScale option 3 (RFC 7323), -1 when absent
    /// @param timestamp option 8's value, 0 when absent
    /// @param dontFragment of the IPv4 header, true in IPv6
    record Stack(
            int window,
            long options,
            int maximumSegment,
            int windowScale,
            long timestamp,
            boolean dontFragment) {}

    /// Equipment spoke of itself in LLDP (IEEE 802.1AB) or CDP.
    record EquipmentSpoke(Frame frame, Kind kind, Equipment equipment) implements Sighting {
        /// In which tongue.
        public enum Kind {
            LLDP,
            CDP
        }
    }

    /// What equipment says of itself. All texts come from the wire.
    ///
    /// @param name system name or device id, null when it says none
    /// @param description what it runs, null when it does not say
    /// @param chassis its id as text: a MAC with colons, else as it was sent
    /// @param port the port that sent this
    /// @param capabilities what is enabled, {@link Capability} bits
    /// @param management the first address to manage it by, null when it says none
    record Equipment(
            @Nullable String name,
            @Nullable String description,
            @Nullable String chassis,
            @Nullable String port,
            int capabilities,
            @Nullable Address management) {

        public boolean is(Capability capability) {
            return (capabilities & 1 << capability.ordinal()) != 0;
        }
    }

    /// What equipment can do, in the order of LLDP's bits (IEEE 802.1AB, table 8-4).
    enum Capability {
        OTHER,
        REPEATER,
        BRIDGE,
        ACCESS_POINT,
        ROUTER,
        TELEPHONE,
        CABLE_MODEM,
        STATION
    }

    /// A bridge spoke in spanning tree (IEEE 802.1D, section 9.3).
    ///
    /// @param root the root's id: 16 bits of priority, 48 of MAC
    /// @param bridge the sender's id
    /// @param rootCost cost of the sender's path to the root
    /// @param version 0 STP, 2 rapid, 3 multiple
    /// @param topologyChange it says that the tree changes; always in a topology change
    ///   notification, which has no ids
    record BridgeSpoke(
            Frame frame, long root, long bridge, long rootCost, int version, boolean topologyChange)
            implements Sighting {}

    /// A network was offered on the radio: a beacon or probe response (IEEE 802.11, section 9.3.3).
    ///
    /// @param bssid of the radio, 48 bits
    /// @param ssid the network's name, from the wire; empty when hidden
    /// @param channel 0 when it does not say
    /// @param security how clients are let in
    record NetworkOffered(
            Frame frame, long bssid, String ssid, int channel, Security security, boolean answer)
            implements Sighting {

        /// How a Wi-Fi network lets its clients in, weakest first.
        public enum Security {
            OPEN,
            WEP,
            WPA,
            WPA2,
            WPA2_ENTERPRISE,
            /// Opportunistic encryption: encrypted, nobody proves anything (RFC 8110).
            OWE,
            WPA3,
            WPA3_ENTERPRISE
        }
    }

    /// A radio frame that ends somebody's connection (IEEE 802.11, section 9.3.3.12). Anybody can
    /// send one in another's name.
    ///
    /// @param bssid the network's radio
    /// @param from transmitter as the frame says
    /// @param to receiver; all ones for everybody
    /// @param reason code (section 9.4.1.7)
    /// @param disassociation else deauthentication
    record LinkEnded(
            Frame frame, long bssid, long from, long to, int reason, boolean disassociation)
            implements Sighting {}

    /// A station used a radio network: it associated, or sent data.
    record StationHeard(Frame frame, long bssid, long station) implements Sighting {}

    /// No byte of TCP is told of.
    long NO_BYTES = -1;

    /// A watched endpoint sent something that wants an answer.
    ///
    /// @param conversation the same for both directions of one TCP connection
    /// @param from the sequence number of the first byte of TCP that it sent, or {@link #NO_BYTES}
    record Tried(Frame frame, int watched, long conversation, long from) implements Sighting {}

    /// Somebody answered a watched endpoint, or may have: an acknowledgement is an answer only to
    /// bytes that it sent.
    ///
    /// @param upTo the sequence number behind the last byte that is acknowledged, or {@link
    ///   #NO_BYTES} for what is an answer whatever came before
    record Answered(Frame frame, int watched, long conversation, long upTo) implements Sighting {}
}
